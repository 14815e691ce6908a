#!/usr/bin/env bash
# Provide what cannot come from a Python package: PostgreSQL, Chromium, Chinese fonts, venv.
#
#   tools/provide.sh postgresql chromium fonts
#
# What is there already is left alone. What is missing is installed from the distribution when this
# runs as root on Debian or Ubuntu. Otherwise it says what to install and fails: a test that needs
# one of these is never skipped for want of it.
set -euo pipefail

have() {
    case "$1" in
        postgresql)
            compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null ||
                compgen -G "/usr/pgsql-*/bin/initdb" >/dev/null || command -v initdb >/dev/null
            ;;
        chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null ;;
        fonts) command -v fc-list >/dev/null && fc-list :lang=zh-cn family | grep -q . ;;
        venv) "${PYTHON:-python3}" -c "import ensurepip" 2>/dev/null ;;
        *)
            echo "provide.sh does not know '$1'; it provides postgresql, chromium, fonts, venv." >&2
            exit 2
            ;;
    esac
}

packages_for() {
    case "$1" in
        postgresql) echo "postgresql" ;;
        chromium) echo "chromium" ;;
        fonts) echo "fontconfig fonts-noto-cjk" ;;
        venv) echo "python3-venv" ;;
    esac
}

missing=()
packages=()
for thing in "$@"; do
    if have "$thing"; then continue; fi
    missing+=("$thing")
    read -ra wanted <<<"$(packages_for "$thing")"
    packages+=("${wanted[@]}")
done
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi

if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "Missing: ${missing[*]}. Install these packages of your distribution, then try again:" >&2
    echo "    ${packages[*]}" >&2
    exit 1
fi

echo "Installing ${packages[*]} from the distribution."
export DEBIAN_FRONTEND=noninteractive
# Keep the package from starting a server of its own: tests start theirs, and stop it again.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}"

for thing in "${missing[@]}"; do
    if ! have "$thing"; then
        echo "$thing is still missing after its packages were installed." >&2
        exit 1
    fi
done
