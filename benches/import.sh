#!/bin/bash
# A ledger of 100,000 rows and 24 columns read, validated, stored and checked; the start of a command.
set -euo pipefail
export LC_ALL=C.UTF-8
chikiri=$PWD/build/chikiri
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# measure NAME COMMAND...: wall seconds and peak memory of one run.
measure() {
    local name=$1
    shift
    /usr/bin/env python3 - "$name" "$@" <<'PYTHON'
import os, resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[2:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
wall = time.monotonic() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f'{sys.argv[1]}\t{wall:.2f}\ts')
print(f'{sys.argv[1]}_peak\t{peak:.0f}\tMiB')
PYTHON
}

"$chikiri" demo --out "$folder/demo" >/dev/null
roster=$(ls "$folder"/demo/01_*)
python3 benches/make_ledger.py 100000 "$roster" "$folder/ledger.xlsx"
"$chikiri" init --data "$folder/data" --city bench >/dev/null
"$chikiri" import roster "$roster" --data "$folder/data" --mode good --as-of 2026-03-31 >/dev/null
measure import_100000_rows "$chikiri" import assets "$folder/ledger.xlsx" --data "$folder/data" --mode good
measure check_100000_rows "$chikiri" check --data "$folder/data"
measure verify_after_import "$chikiri" verify --data "$folder/data"

# The median of eleven starts of a command that answers at once.
python3 - "$chikiri" "$folder/data" <<'PYTHON'
import statistics, subprocess, sys, time
times = []
for _ in range(11):
    start = time.monotonic()
    subprocess.run([sys.argv[1], 'show', 'assets', 'AA-0001', '--data', sys.argv[2], '--json'],
                   check=True, stdout=subprocess.DEVNULL)
    times.append(time.monotonic() - start)
print(f'start_on_existing_city\t{1000 * statistics.median(times):.0f}\tms')
PYTHON
