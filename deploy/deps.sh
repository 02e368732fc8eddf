#!/bin/sh
# deps.sh PACKAGE…: installs the Debian packages that are missing, after saying which.
set -eu
command -v dpkg-query >/dev/null || { echo "not Debian: please provide: $*" >&2; exit 0; }
missing=
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing with apt:$missing"
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq
# shellcheck disable=SC2086 — a list of names, split on purpose
$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
