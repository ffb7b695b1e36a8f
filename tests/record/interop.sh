#!/bin/sh
# The exported record, read by Go's golang.org/x/mod/sumdb. interop.sh EXPORT_TILES
set -u
program=$1
source=$(dirname "$0")/interop/main.go
if ! command -v go > /dev/null || [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]; then
    echo "1..0 # SKIP Go with golang.org/x/mod (packages golang-go, golang-golang-x-mod-dev) is absent"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printed=$("$program" "$folder/tiles") || { echo "Bail out! no tiles"; exit 1; }
# The line is key, size, root.
# shellcheck disable=SC2086
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$folder/cache" go run "$source" "$folder/tiles" $printed
