#!/bin/bash
# How much memory the server of a city with 100,000 assets takes, how soon it shows a page, how large
# its pages are, and how long a page takes while others hold connections or send half a request.
set -euo pipefail
. benches/city.bash

make_city
python3 benches/web_size.py start "$chikiri" "$folder/data"
start_server
read -r cookie port _ _ < <(sign_in ciso_aide)
search="/search?q=%E4%BD%8F%E6%B0%91"

python3 benches/web_size.py memory memory_signed_in "$server"
measure search_first 1 "$cookie" "$search" >/dev/null # makes the index
measure search 1 "$cookie" "$search"
measure home 1 "$cookie" "/"
python3 benches/web_size.py pages "$port" "$cookie"
python3 benches/web_size.py hold "$port" >"$folder/held" &
holder=$!
until grep -q held "$folder/held"; do sleep 0.1; done
measure held_list 4 "$cookie" "/assets?importance=B"
cat "$folder/held"
kill "$holder"
measure loaded_list 16 "$cookie" "/assets?importance=B" >/dev/null
measure loaded_words 16 "$cookie" "/assets?q=%E4%BD%8F%E6%B0%91" >/dev/null
python3 benches/web_size.py memory memory_loaded "$server"
