#!/bin/bash
# The register pages of a city with 100,000 assets, asked of the real server by people signed in:
# the filtered list as page and as JSON, one row, words, creating through the API.
set -euo pipefail
export LC_ALL=C.UTF-8
build=${BUILD:-$PWD/build}
chikiri=$build/chikiri
rows=${ROWS:-100000}
seconds=${SECONDS_EACH:-4}
folder=$(mktemp -d)
server=
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT

"$chikiri" demo --out "$folder/demo" >/dev/null
roster=$(ls "$folder"/demo/01_*)
python3 benches/make_ledger.py "$rows" "$roster" "$folder/ledger.xlsx"
"$chikiri" init --data "$folder/data" --city bench >/dev/null
"$chikiri" import roster "$roster" --data "$folder/data" --mode good --as-of 2026-03-31 >/dev/null
"$chikiri" import assets "$folder/ledger.xlsx" --data "$folder/data" --mode good >/dev/null 2>&1
"$chikiri" serve --data "$folder/data" --listen 127.0.0.1:0 --lang en >"$folder/said" &
server=$!

# Signs in as PERSON of ROLE; says cookie, port and the first section the person may write for.
sign_in() {
    python3 - "$chikiri" "$folder/data" "$folder/said" "$1" <<'PYTHON'
import re, sys, time
sys.path.insert(0, 'tests/story')
import harness, server
program, data, said, role = harness.Program(sys.argv[1]), *sys.argv[2:5]

class Served:
    port = None

while Served.port is None:
    found = re.search(r'://127\.0\.0\.1:(\d+)/', open(said).read())
    Served.port = int(found.group(1)) if found else time.sleep(0.1)
holders = [each for each in program.run('people', '--data', data, '--role', role, '--json').json
           if each['holders']]
staff_no = holders[0]['holders'][0]['staff_no']
person = server.register(program, data, Served, staff_no, 'tanuki-no-hara-7-tsuzumi')
department, section = (holders[0]['unit'] or '- -').split(' ')[:2]
print(person.cookies['session'], Served.port, department, section)
program.close()
PYTHON
}

read -r cookie port _ _ < <(sign_in ciso_aide)
read -r manager _ department section < <(sign_in security_manager)
client=$build/benches/load_client
# measure NAME CLIENTS COOKIE WHAT...
measure() {
    "$client" "$1" "$port" "$server" "$2" "$seconds" "${@:3}"
}
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
