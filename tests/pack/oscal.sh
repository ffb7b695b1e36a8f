#!/bin/sh
# Writes the OSCAL documents and checks them against NIST's schemas with ajv, which `npm ci` installs.
#
#     oscal.sh TEST_CLAUSE_PROGRAM
#
# TAP. Skipped where the schemas (../shared/oscal/schemas beside the sources) or ajv are not there.
set -eu

program=$1
source=$(cd "$(dirname "$0")/../.." && pwd)
schemas=$source/../shared/oscal/schemas

if [ ! -d "$schemas" ]; then
    echo "1..0 # SKIP no OSCAL schemas beside the sources"
    exit 0
fi
if ! command -v node >/dev/null || [ ! -d "$source/node_modules/ajv" ]; then
    echo "1..0 # SKIP node or ajv missing: run npm ci"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" "$folder" >"$folder/tap.log" || { cat "$folder/tap.log"; exit 1; }
cd "$source"
node tests/pack/oscal.cjs "$schemas" "$folder"
