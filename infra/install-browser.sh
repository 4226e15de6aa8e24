#!/usr/bin/env bash
# Makes sure that a Chromium is there for the browser tests, and prints where it is.
# VIGIE_CHROMIUM names one; else one of the PATH is taken; else, as root on Debian, Debian's package is installed.
set -euo pipefail

find_browser() {
  for candidate in "${VIGIE_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$candidate" ] && command -v "$candidate" 2>/dev/null; then
      return 0
    fi
  done
  return 1
}

if ! find_browser; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >&2
    find_browser
  else
    echo "The browser tests need Chromium: install it (on Debian: apt-get install chromium) or set VIGIE_CHROMIUM." >&2
    exit 1
  fi
fi
