#!/bin/bash
# The register pages of a city with 100,000 assets, asked of the real server by people signed in:
# the filtered list as page and as JSON, one row, words, creating through the API.
set -euo pipefail
. benches/city.bash

make_city
start_server
read -r cookie port _ _ < <(sign_in ciso_aide)
read -r manager _ department section < <(sign_in security_manager)
measure list_html 16 "$cookie" "/assets?importance=B"
measure list_json 16 "$cookie" "/api/1/assets?importance=B"
measure list_class_a 16 "$cookie" "/assets?importance=A"
measure list_section 16 "$manager" "/assets?importance=B"
row=$(curl -s -H "Cookie: session=$cookie" "http://127.0.0.1:$port/api/1/assets?importance=B&limit=1" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["items"][0]["id"])')
measure one_json 16 "$cookie" "/api/1/assets/$row"
measure one_html 16 "$cookie" "/assets/$row"
measure words_html 16 "$cookie" "/assets?q=%E4%BD%8F%E6%B0%91"
measure create 32 "$manager" + "$department" "$section"
