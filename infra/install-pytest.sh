#!/usr/bin/env bash
# Makes sure that there is a Python with pytest and pytest-xdist, and prints where it is.
# VIGIE_PYTEST_HOME names the place of its virtual environment (default: ~/.cache/vigie/pytest); workers look there too.
# The versions are those of infra/pytest/requirements.txt. Where pip reaches no registry, root on Debian gets Debian's packages instead;
# so does a machine without Python 3.10 or its venv module.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
home="${VIGIE_PYTEST_HOME:-$HOME/.cache/vigie/pytest}"
wanted="$here/pytest/requirements.txt"

give_up() {
  echo "$1" >&2
  exit 1
}

is_debian_root() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

from_debian() {
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# True when this Python can make a virtual environment with pip.
can_make() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
}

# True when what was installed is still there: the Python below it may have gone.
is_ready() {
  cmp -s "$wanted" "$home/installed.txt" 2>/dev/null && "$home/bin/python" -c 'import pytest, xdist' 2>/dev/null
}

install() {
  local python=python3
  if ! can_make "$python"; then
    is_debian_root || give_up "pytest needs Python 3.10 or later with venv and pip: install it (on Debian: apt-get install python3-venv)."
    from_debian python3 python3-venv
    python=/usr/bin/python3
    can_make "$python" || give_up "pytest needs Python 3.10 or later, and this machine's packages have an older one."
  fi
  "$python" -m venv --clear "$home" >&2
  if "$home/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 -r "$wanted" >&2; then
    return 0
  fi
  is_debian_root || give_up "pip could not install pytest and pytest-xdist; the lines above say why."
  echo "pip reaches no registry with pytest; taking Debian's packages." >&2
  from_debian python3 python3-venv python3-pytest python3-pytest-xdist
  /usr/bin/python3 -m venv --clear --system-site-packages --without-pip "$home" >&2
}

if ! is_ready; then
  mkdir -p "$(dirname "$home")"
  # One installation at a time; whoever waits finds it done.
  exec 9> "$home.lock"
  if command -v flock >/dev/null; then
    flock 9
  fi
  if ! is_ready; then
    install
    "$home/bin/python" -c 'import pytest, xdist' >&2 || give_up "pytest was installed into $home, but does not start."
    chmod -R go+rX "$home"
    cp "$wanted" "$home/installed.txt"
  fi
fi
echo "$home/bin/python"
