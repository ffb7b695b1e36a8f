# A city with 100,000 assets in a folder of its own, served by the real server; sourced by benches.
export LC_ALL=C.UTF-8
build=${BUILD:-$PWD/build}
chikiri=$build/chikiri
client=$build/benches/load_client
rows=${ROWS:-100000}
seconds=${SECONDS_EACH:-4}
folder=$(mktemp -d)
server=
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT

make_city() {
    local roster
    "$chikiri" demo --out "$folder/demo" >/dev/null
    roster=$(ls "$folder"/demo/01_*)
    python3 benches/make_ledger.py "$rows" "$roster" "$folder/ledger.xlsx"
    "$chikiri" init --data "$folder/data" --city bench >/dev/null
    "$chikiri" import roster "$roster" --data "$folder/data" --mode good --as-of 2026-03-31 \
        >/dev/null
    "$chikiri" import assets "$folder/ledger.xlsx" --data "$folder/data" --mode good \
        >/dev/null 2>&1
}

start_server() {
    "$chikiri" serve --data "$folder/data" --listen 127.0.0.1:0 --lang en >"$folder/said" &
    server=$!
}

# Signs in as somebody of ROLE; says cookie, port and the first section the person may write for.
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

# measure NAME CLIENTS COOKIE WHAT...
measure() {
    "$client" "$1" "$port" "$server" "$2" "$seconds" "${@:3}"
}
