#!/usr/bin/env bash
# Makes sure that Playwright's test runner is there, in the version of infra/playwright/package-lock.json, and prints where it is.
# VIGIE_PLAYWRIGHT_HOME names the place (default: ~/.cache/vigie/playwright); workers look there too. Needs Node 20 or later with npm,
# which root on Debian gets from Debian's packages when there is none. The browser is the machine's own: infra/install-browser.sh.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
home="${VIGIE_PLAYWRIGHT_HOME:-$HOME/.cache/vigie/playwright}"
wanted="$here/playwright/package-lock.json"

give_up() {
  echo "$1" >&2
  exit 1
}

is_ready() {
  cmp -s "$wanted" "$home/installed-package-lock.json" 2>/dev/null
}

require_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
      apt-get update -qq >&2
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >&2
    else
      give_up "Playwright needs Node 20 or later with npm: install it (on Debian: apt-get install nodejs npm)."
    fi
  fi
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' \
    || give_up "Playwright needs Node 20 or later, and $(command -v node) is $(node --version)."
}

if ! is_ready; then
  require_node
  mkdir -p "$home"
  # One installation at a time; whoever waits finds it done.
  exec 9> "$home/.lock"
  if command -v flock >/dev/null; then
    flock 9
  fi
  if ! is_ready; then
    cp "$here/playwright/package.json" "$wanted" "$home/"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund >&2
    chmod -R go+rX "$home"
    cp "$wanted" "$home/installed-package-lock.json"
  fi
fi
echo "$home"
