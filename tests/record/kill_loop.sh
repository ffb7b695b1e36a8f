#!/bin/sh
# Kills a writing process at random moments: what it acknowledged must be in the record, and the
# record must verify. kill_loop.sh KILL_WRITER [KILLS]
set -u
program=$1
kills=${2:-50}
folder=$(mktemp -d)
data=$folder/data
failed=0
trap 'rm -rf "$folder"' EXIT

"$program" init "$data" || { echo "Bail out! no city"; exit 1; }
: > "$folder/acknowledged"
count=0
while [ "$count" -lt "$kills" ]; do
    "$program" write "$data" >> "$folder/acknowledged" &
    writer=$!
    sleep "0.$(od -An -N1 -tu1 /dev/urandom | awk '{printf "%03d", 20 + $1 / 2}')"
    kill -9 "$writer" 2> /dev/null || failed=$((failed + 1))
    wait "$writer" 2> /dev/null
    count=$((count + 1))
    if [ $((count % 10)) -eq 0 ] || [ "$count" -eq "$kills" ]; then
        "$program" check "$data" "$folder/acknowledged" || failed=$((failed + 1))
    fi
done
[ "$failed" -eq 0 ] && echo "ok 1 - $kills kills: nothing acknowledged is lost" ||
    echo "not ok 1 - $failed of $kills kills left something wrong"
[ -s "$folder/acknowledged" ] && echo "ok 2 - something was acknowledged" ||
    { echo "not ok 2 - nothing was acknowledged"; failed=1; }
echo 1..2
[ "$failed" -eq 0 ]
