#!/bin/sh
# with_postgres.sh CMD...: runs CMD with a PostgreSQL of its own: a fresh cluster in a temporary
# folder, reached by a socket in it, no TCP, gone afterwards. CMD gets CHIKIRI_TEST_POSTGRES (the
# conninfo of an administrator) and psql in PATH. Without PostgreSQL it prints a TAP skip.
set -eu

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    echo "1..0 # SKIP postgresql is not installed"
    exit 0
fi
folder=$(mktemp -d)
as_server() {
    if [ "$(id -u)" = 0 ]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}
clean_up() {
    as_server "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop >"$folder/stop" 2>&1 || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
fi
cd "$folder"
as_server "$bin/initdb" -D "$folder/data" -U tester -A trust -E UTF8 --locale=C.UTF-8 -N \
    >"$folder/initdb" || { cat "$folder/initdb"; exit 1; }
as_server "$bin/pg_ctl" -D "$folder/data" -w -s -l "$folder/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$folder'" start ||
    { cat "$folder/log"; exit 1; }
cd "$OLDPWD"
PATH="$bin:$PATH"
CHIKIRI_TEST_POSTGRES="host=$folder user=tester dbname=postgres"
export PATH CHIKIRI_TEST_POSTGRES
"$@"
