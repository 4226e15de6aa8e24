#!/usr/bin/env bash
# Prints the path of a redis-server for the bench. VIGIE_REDIS_SERVER names one; else one of the PATH is taken; else Debian's packages are
# fetched and unpacked under target/, so that nothing is installed and no service is started.
set -euo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)/target/redis

for candidate in "${VIGIE_REDIS_SERVER:-}" redis-server; do
    if [ -n "$candidate" ] && command -v "$candidate" 2>/dev/null; then
        exit 0
    fi
done

if [ ! -x "$folder/redis-server" ]; then
    if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
        echo "The bench needs a redis-server: install one or set VIGIE_REDIS_SERVER." >&2
        exit 1
    fi
    mkdir -p "$folder/packages" "$folder/root"
    cd "$folder/packages"
    # What redis-server needs and the machine does not have.
    packages=$(apt-get install --simulate --no-install-recommends redis-server | sed -n 's/^Inst \([^ ]*\).*/\1/p')
    # shellcheck disable=SC2086
    apt-get download $packages >&2
    for package in *.deb; do
        dpkg-deb --extract "$package" "$folder/root"
    done
    libraries=$(find "$folder/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
    cat >"$folder/redis-server" <<END
#!/bin/sh
LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "$folder/root/usr/bin/redis-server" "\$@"
END
    chmod +x "$folder/redis-server"
fi
printf '%s\n' "$folder/redis-server"
