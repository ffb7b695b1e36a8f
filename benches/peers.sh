#!/bin/bash
# The peers' own measures, one after the other, in lines of name, value and unit. peers.sh [NAME...]
set -euo pipefail
folder=$(cd "$(dirname "$0")/../.." && pwd)/shared/peers

if [ ! -f "$folder/measure-all.sh" ]; then
    echo "There are no measures of peers beside the tree (../shared/peers)." >&2
    exit 1
fi
# Theirs are peer, figure, value, unit and detail.
bash "$folder/measure-all.sh" "$@" | awk -F '\t' 'NF >= 4 { print $1 "_" $2 "\t" $3 "\t" $4 }'
