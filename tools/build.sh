# Sourced by run, check and bench: speaking, installing what is missing, building.

case "${LC_ALL:-${LANG:-}}" in
ja*) language=ja ;;
*) language=en ;;
esac

# say JAPANESE ENGLISH: one sentence for people, on the standard error.
say() {
    if [ "$language" = ja ]; then
        printf '%s\n' "$1" >&2
    else
        printf '%s\n' "$2" >&2
    fi
}

# give_up JAPANESE ENGLISH: the last sentence; it says what to do.
give_up() {
    say "$1" "$2"
    exit 1
}

build_packages=(
    gcc libc6-dev meson ninja-build pkg-config python3
    libcurl4-openssl-dev libexpat1-dev libjansson-dev libpango1.0-dev libpq-dev libqrencode-dev
    libsodium-dev libssl-dev libutf8proc-dev libxlsxwriter-dev libzip-dev fonts-noto-cjk
)

missing_packages() {
    local package

    for package in "$@"; do
        if ! dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -q '^installed$'; then
            printf '%s\n' "$package"
        fi
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# install_packages NAME...: those that are missing, as root or by sudo.
install_packages() {
    local missing log

    command -v dpkg-query >/dev/null || give_up \
        "Debian 12 ではないため、必要なものを自動では入れられません。次に当たるものを入れてください: $*" \
        "This is not Debian 12, so nothing can be installed by itself. Install what corresponds to: $*"
    mapfile -t missing < <(missing_packages "$@")
    if [ ${#missing[@]} = 0 ]; then
        return
    fi
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        give_up \
            "管理者の権限が要ります。root で次を実行してから、もう一度お試しください: apt-get install ${missing[*]}" \
            "This needs the administrator. As root run this, then try again: apt-get install ${missing[*]}"
    fi
    say "必要なパッケージを入れています: ${missing[*]}" "Installing packages: ${missing[*]}"
    log=$(mktemp)
    if ! { as_root apt-get update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
            "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        give_up \
            "パッケージを入れられませんでした。ネットワークと apt の設定を確かめてください（上が apt の答えです）。" \
            "The packages could not be installed. Look at the network and apt's sources; apt's answer is above."
    fi
    rm -f "$log"
}

# What package-lock.json names: the SQLite amalgamation, design tokens and fonts, and what tests use.
# The lock they were fetched by is kept beside them, since the times of files say nothing in a clone.
# A node_modules that is a link to another tree's is left alone: npm would empty what it leads to.
fetch_modules() {
    local log

    if [ -f node_modules/better-sqlite3/deps/sqlite3/sqlite3.c ] &&
        { [ -L node_modules ] || cmp -s package-lock.json node_modules/.fetched-by.json; }; then
        return
    fi
    if ! command -v npm >/dev/null; then
        install_packages ca-certificates nodejs npm
    fi
    say "SQLite のソースなどを取り寄せています（npm、package-lock.json のとおり）。" \
        "Fetching the source of SQLite and more (npm, as package-lock.json says)."
    log=$(mktemp)
    if ! npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        give_up \
            "SQLite などを取り寄せられませんでした。npm がレジストリに届くか確かめてください（上が npm の答えです）。" \
            "SQLite and more could not be fetched. See whether npm reaches its registry; npm's answer is above."
    fi
    cp package-lock.json node_modules/.fetched-by.json
    rm -f "$log"
}

# The files that meson lists by itself: a new one needs a new configuration.
listed_files() {
    {
        find src tests benches verifier print \( -name "*.[ch]" -o -name "*.sql" -o -name "*.py" -o -name "*.html" \)
        find ui -type f
    } | sort
}

# run_logged COMMAND...: prints what it says only when it fails, and returns 1.
run_logged() {
    local log

    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        grep -v '^\[' "$log" | tail -n 60 >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

# configure FOLDER OPTION...: when it is new, when the options differ, or when files came or went.
configure() {
    local folder=$1 options
    shift
    options="${CC:-cc} $*"
    if [ ! -f "$folder/build.ninja" ] || [ "$(cat "$folder/.options" 2>/dev/null)" != "$options" ]; then
        rm -rf "$folder"
        run_logged meson setup "$folder" "$@" || return 1
        printf '%s\n' "$options" >"$folder/.options"
        say "$folder に組み立てています。初めは一、二分かかります。" \
            "Building in $folder; the first time takes a minute or two."
    elif [ "$(listed_files)" != "$(cat "$folder/.listed" 2>/dev/null)" ]; then
        run_logged meson setup --reconfigure "$folder" || return 1
    fi
    listed_files >"$folder/.listed"
}

# build_in FOLDER[:TARGET] OPTION...: configures and builds everything, or the target; prints the
# compiler's output and returns 1 when it fails.
build_in() {
    local folder=${1%%:*} target=${1#"${1%%:*}"}
    shift
    configure "$folder" "$@" && run_logged ninja -k 0 -C "$folder" ${target:+"${target#:}"}
}

# build_release TARGET...: what is to be used, not the tests.
build_release() {
    if ! { configure build --buildtype=release -Dwerror=true && run_logged ninja -C build "$@"; }; then
        give_up \
            "組み立てに失敗しました（上がコンパイラの答えです）。Debian 12 でお試しください。" \
            "The build failed; the compiler's answer is above. Debian 12 is what it is made for."
    fi
}
