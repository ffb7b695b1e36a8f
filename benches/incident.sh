#!/bin/bash
# A report of an incident by 16 people at once, answered when it is durable; and words searched among
# CASES (100,000) past cases. The cases are written beside the record: only how fast they are found is asked.
set -euo pipefail
. benches/city.bash
cases=${CASES:-100000}
rows=${ROWS:-1000}

# Says the cookies of 16 people, separated by commas.
sign_in_reporters() {
    python3 - "$chikiri" "$folder/data" "$port" <<'PYTHON'
import sys
sys.path.insert(0, 'tests/story')
import harness, server
program, data, port = harness.Program(sys.argv[1]), sys.argv[2], int(sys.argv[3])

class Served:
    pass

Served.port = port
people = program.run('export', 'people', '--data', data, '--format', 'json').json
cookies = []
for row in reversed(people):
    if len(cookies) < 16 and program.run('user', 'add', row['staff_no'], '--data', data, '--json').status == 0:
        cookies.append(server.register(program, data, Served, row['staff_no'], 'tanuki-no-hara-7-tsuzumi').cookies['session'])
print(','.join(cookies))
program.close()
PYTHON
}

add_past_cases() {
    python3 - "$folder/data/chikiri.db" "$cases" <<'PYTHON'
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
columns = [row[1] for row in database.execute('PRAGMA table_info(incident)')]
said = {'id': 'top + n', 'incident_no': "'P' || printf('%07d', n)", 'row_key': "'P' || printf('%07d', n)",
        'phase': "'closed'", 'is_over': '1', 'severity': "CASE n % 4 WHEN 0 THEN 'serious' ELSE 'low' END",
        'noticed_at': "printf('20%02d-%02d-%02dT00:00:00Z', 10 + n % 16, 1 + n % 12, 1 + n % 28)",
        'what': "printf('%d課の%d番端末で', n % 97, n) || CASE n % 3 WHEN 0 THEN 'メールの誤送信' "
                "WHEN 1 THEN '不審な添付ファイル' ELSE '媒体の置き忘れ' END"}
database.execute('INSERT INTO incident WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ?) '
                 f"SELECT {', '.join(said.get(name, 'i.' + name) for name in columns)} FROM c, "
                 '(SELECT *, (SELECT MAX(id) FROM incident) AS top FROM incident ORDER BY id DESC LIMIT 1) i',
                 (int(sys.argv[2]),))
database.commit()
PYTHON
}

stop_server() {
    kill "$server"
    wait "$server" || true
    server=
}

make_city
start_server
read -r _ port _ _ < <(sign_in ciso_aide)
measure report_16 16 "$(sign_in_reporters)" = /api/1/incidents/report '{"what":"画面に身代金の文が出た","kind":"ransomware"}'
stop_server
add_past_cases
rm -f "$folder"/data/search.db*
start_server
read -r cookie port _ _ < <(sign_in csirt_head)
encode() {
    python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1]))' "$1"
}
# The first search makes the index.
curl -s -o "$folder/answer" -H "Cookie: session=$cookie" "http://127.0.0.1:$port/api/1/incidents?q=$(encode 誤送信端末)"
measure past_one 1 "$cookie" "/api/1/incidents?q=$(encode '4711番端末')"
measure past_many 1 "$cookie" "/api/1/incidents?q=$(encode '12課の 置き忘れ')"
measure past_page 1 "$cookie" "/api/1/incidents?phase=closed"
