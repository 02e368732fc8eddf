#!/bin/sh
# deploy.sh ASKD PACKAGE…: what deploy/Dockerfile names is there, as far as can be told where no engine
# is: paths that are copied, targets that are made, packages and the libraries in them, options of
# commands. The packages are the Makefile's list, which must provide each header that is included.
# And systemd understands every line of askd.service.
set -eu
askd=$1
shift
dockerfile=deploy/Dockerfile
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wrong=0

complain() {
    echo "deploy: $*" >&2
    wrong=1
}

# A line an instruction, as an engine reads it.
instructions() {
    grep -v '^ *#' "$dockerfile" | sed -e ':a' -e '/\\$/{N;s/ *\\\n */ /;ba' -e '}'
}

# What the nth stage installs.
packages() {
    instructions | awk -v n="$1" '/^FROM/ {stage++} /^RUN/ && stage == n' |
        sed -n 's/.*apt-get install -y --no-install-recommends//p' | sed 's/&&.*//' | tr -s ' ' '\n' | sed '/^$/d'
}

# Those packages and all that they depend on.
closure() {
    apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts \
        --no-breaks --no-replaces --no-enhances "$@" | sed -n 's/^\([a-z0-9][^ :]*\).*/\1/p' | sort -u
}

# The packages that hold these files. Debian knows some by their path before /lib was moved into /usr.
owners() {
    xargs readlink -f | sed 'p;s:^/usr/lib:/lib:' | sort -u | xargs dpkg-query -S 2>/dev/null |
        sed 's/[:,].*//' | sort -u
}

# What the second file names is named in the first, too.
expect_within() { # WHAT HAVE NEED
    missing=$(comm -13 "$2" "$3" | tr '\n' ' ')
    [ -z "$missing" ] || complain "$1 $missing"
}

copied() {
    instructions | sed -n 's/^COPY \([^-].*\) [^ ]*$/\1/p'
}

# What the target is made of in that folder.
parts() {
    make -C "$1" -Bn "$target" > "$work/made" 2>&1 || complain "make $target: $(grep -F '***' "$work/made")"
    tr -s ' "' '\n' < "$work/made" | grep -E '\.[coS]$' | sort -u
}

check_paths() {
    mkdir "$work/src"
    for path in $(copied); do
        [ -e "$path" ] || { complain "COPY $path: there is no such path"; continue; }
        grep -qx "!$path" deploy/Dockerfile.dockerignore || complain "COPY $path: it is ignored"
        mkdir -p "$work/src/$(dirname "$path")"
        cp -r "$path" "$work/src/$path"
    done
    target=$(instructions | sed -n 's/^RUN make [^ ]* \([^ ]*\).*/\1/p')
    instructions | grep -q "^COPY --from=build /src/$target " || complain "$target is not copied out"
    parts . > "$work/need"
    parts "$work/src" > "$work/have"
    expect_within "made of, and not copied:" "$work/have" "$work/need"
}

check_packages() {
    for package in $(packages 1) $(packages 2); do
        dpkg-query -W "$package" >/dev/null 2>&1 || complain "no package $package"
    done
    closure $(packages 2) > "$work/have"
    ldd "$askd" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' | owners > "$work/need"
    expect_within "askd wants, and the image lacks," "$work/have" "$work/need"
}

# Debian's headers that a file of these folders includes, or one of them does.
headers() {
    find "$@" -name '*.[ch]' -exec grep -hoE '^#include <[^>]+>' {} + | sort -u > "$work/all.c"
    # shellcheck disable=SC2086 — options, split on purpose
    ${CC:-gcc} $CPPFLAGS -M "$work/all.c" -MF - | tr -s ' \\' '\n' | grep '^/usr/include/' | sort -u
}

check_headers() {
    closure $(packages 1) > "$work/have"
    headers bot commands knowledge | owners > "$work/need"
    expect_within "askd includes, and the image that builds it lacks," "$work/have" "$work/need"
    closure "$@" > "$work/have"
    headers bot commands knowledge tests | owners > "$work/need"
    expect_within "included, and not in the Makefile's list:" "$work/have" "$work/need"
}

# Each option that stands behind a command is one of its own.
check_options() {
    instructions | grep -E '^( *HEALTHCHECK|CMD)' | grep -o '\[.*\]' | tr -d '[],"' | sed 's/^askd //' |
        while read -r command options; do
            "$askd" "$command" --help > "$work/help"
            for option in $options; do
                case $option in
                --*) grep -q -e "$option" "$work/help" || echo "askd $command has no $option" ;;
                esac
            done
        done > "$work/options"
    while read -r line; do complain "$line"; done < "$work/options"
}

# With the program where it has just been made.
check_unit() {
    command -v systemd-analyze >/dev/null || { echo 'deploy: askd.service left out (no systemd-analyze)'; return; }
    sed "s:/usr/local/bin/askd:$(readlink -f "$askd"):" deploy/askd.service > "$work/askd.service"
    systemd-analyze --man=no verify "$work/askd.service" 2>&1 | sed "s:$work/::" > "$work/unit"
    while read -r line; do complain "$line"; done < "$work/unit"
}

command -v apt-cache >/dev/null && command -v dpkg-query >/dev/null || {
    echo 'deploy: left out (not Debian)'
    exit 0
}
check_paths
check_packages
check_headers "$@"
check_options
check_unit
[ "$wrong" -eq 0 ] && echo 'deploy: all that is named there exists'
exit "$wrong"
