#!/usr/bin/env bash
# Makes sure that Playwright's test runner is there, in the version of infra/playwright/package-lock.json, and prints where it is.
# VIGIE_PLAYWRIGHT_HOME names the place (default: ~/.cache/vigie/playwright); workers look there too. Needs Node 20 or later with npm.
# The browser is the machine's own: infra/install-browser.sh.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
home="${VIGIE_PLAYWRIGHT_HOME:-$HOME/.cache/vigie/playwright}"

if ! cmp -s "$here/playwright/package-lock.json" "$home/installed-package-lock.json" 2>/dev/null; then
  if ! command -v npm >/dev/null; then
    echo "Playwright needs Node 20 or later with npm: install it (on Debian: apt-get install nodejs npm)." >&2
    exit 1
  fi
  mkdir -p "$home"
  # One installation at a time; whoever waits finds it done.
  exec 9> "$home/.lock"
  if command -v flock >/dev/null; then
    flock 9
  fi
  if ! cmp -s "$here/playwright/package-lock.json" "$home/installed-package-lock.json" 2>/dev/null; then
    cp "$here/playwright/package.json" "$here/playwright/package-lock.json" "$home/"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund >&2
    chmod -R go+rX "$home"
    cp "$here/playwright/package-lock.json" "$home/installed-package-lock.json"
  fi
fi
echo "$home"
