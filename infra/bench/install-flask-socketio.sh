#!/usr/bin/env bash
# Prints the path of a Python that has Flask-SocketIO and eventlet, for the bench. VIGIE_FLASK_PYTHON names one; else python3 of the PATH is taken
# when it has them; else Debian's packages are fetched and unpacked under target/, so that nothing is installed.
set -euo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)/target/flask-socketio

for candidate in "${VIGIE_FLASK_PYTHON:-}" "$folder/python" python3; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && "$candidate" -c 'import eventlet, flask_socketio' 2>/dev/null; then
        command -v "$candidate"
        exit 0
    fi
done

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    echo "The bench needs a Python with Flask-SocketIO and eventlet: install them or set VIGIE_FLASK_PYTHON." >&2
    exit 1
fi
rm -rf "$folder"
mkdir -p "$folder/packages" "$folder/root"
cd "$folder/packages"
# What they need and the machine does not have.
packages=$(apt-get install --simulate --no-install-recommends python3-flask-socketio python3-eventlet | sed -n 's/^Inst \([^ ]*\).*/\1/p')
# shellcheck disable=SC2086
apt-get download $packages >&2
for package in *.deb; do
    dpkg-deb --extract "$package" "$folder/root"
done
# Debian's own Python, when it is among them or on the machine: modules in C are built for it.
python=python3
for candidate in "$folder/root/usr/bin/python3" /usr/bin/python3; do
    if [ -x "$candidate" ]; then
        python=$candidate
        break
    fi
done
libraries=$(find "$folder/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
cat >"$folder/python" <<END
#!/bin/sh
export PYTHONPATH="$folder/root/usr/lib/python3/dist-packages"
LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "$python" "\$@"
END
chmod +x "$folder/python"
"$folder/python" -c 'import eventlet, flask_socketio' >&2
printf '%s\n' "$folder/python"
