#!/usr/bin/env bash
# Makes sure that Socket.IO's clients are there, and prints where: under node/ npm's socket.io-client, in the version of
# infra/socket-io/package-lock.json; under python/ Debian's python3-socketio with what it needs, unpacked, so that nothing is installed on
# the machine. VIGIE_SOCKETIO_HOME names the place (default: ~/.cache/vigie/socket-io). Needs Node 20 or later with npm, and Debian's packages.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
home="${VIGIE_SOCKETIO_HOME:-$HOME/.cache/vigie/socket-io}"
wanted="$here/socket-io/package-lock.json"
modules="import socketio, requests, websocket"

give_up() {
  echo "$1" >&2
  exit 1
}

is_debian_root() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

has_node_client() {
  cmp -s "$wanted" "$home/node/installed-package-lock.json" 2>/dev/null
}

has_python_client() {
  PYTHONPATH="$home/python/usr/lib/python3/dist-packages" /usr/bin/python3 -c "$modules" 2>/dev/null
}

install_node_client() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    is_debian_root || give_up "socket.io-client needs Node 20 or later with npm: install it (on Debian: apt-get install nodejs npm)."
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >&2
  fi
  mkdir -p "$home/node"
  cp "$here/socket-io/package.json" "$wanted" "$home/node/"
  npm ci --prefix "$home/node" --ignore-scripts --no-audit --no-fund >&2
  cp "$wanted" "$home/node/installed-package-lock.json"
}

# Those packages that the machine does not have.
download() {
  local packages
  packages=$(apt-get install --simulate --no-install-recommends python3-socketio python3-requests python3-websocket \
    | sed -n 's/^Inst \([^ ]*\).*/\1/p')
  # shellcheck disable=SC2086
  (cd "$1" && apt-get download $packages >&2)
}

install_python_client() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    give_up "python3-socketio comes from Debian's packages here; elsewhere install it with requests and websocket-client for /usr/bin/python3."
  fi
  if ! apt-cache show python3-socketio >/dev/null 2>&1 && is_debian_root; then
    apt-get update -qq >&2
  fi
  if [ ! -x /usr/bin/python3 ]; then
    is_debian_root || give_up "python3-socketio needs Debian's python3: install it."
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 >&2
  fi
  local folder
  folder=$(mktemp -d "$home/packages.XXXXXX")
  if ! download "$folder" && is_debian_root; then
    # The list of packages may be older than the packages.
    apt-get update -qq >&2
    download "$folder"
  fi
  for package in "$folder"/*.deb; do
    dpkg-deb --extract "$package" "$home/python"
  done
  rm -r "$folder"
  has_python_client || give_up "Debian's python3-socketio was unpacked into $home/python, but cannot be imported."
}

if ! has_node_client || ! has_python_client; then
  mkdir -p "$home"
  # One installation at a time; whoever waits finds it done.
  exec 9> "$home/.lock"
  if command -v flock >/dev/null; then
    flock 9
  fi
  has_node_client || install_node_client
  has_python_client || install_python_client
fi
echo "$home"
