#!/usr/bin/env bash
# Makes sure that there is a Python with pytest and pytest-xdist, in the versions of infra/pytest/requirements.txt, and prints where.
# VIGIE_PYTEST_HOME names the place of its virtual environment (default: ~/.cache/vigie/pytest). Needs Python 3.10 or later with venv.
set -euo pipefail

here="$(cd "$(dirname "$0")" && pwd)"
home="${VIGIE_PYTEST_HOME:-$HOME/.cache/vigie/pytest}"
wanted="$here/pytest/requirements.txt"

if ! cmp -s "$wanted" "$home/installed.txt" 2>/dev/null; then
  mkdir -p "$home"
  # One installation at a time; whoever waits finds it done.
  exec 9> "$home/.lock"
  if command -v flock >/dev/null; then
    flock 9
  fi
  if ! cmp -s "$wanted" "$home/installed.txt" 2>/dev/null; then
    python3 -m venv "$home" >&2
    "$home/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted" >&2
    chmod -R go+rX "$home"
    cp "$wanted" "$home/installed.txt"
  fi
fi
echo "$home/bin/python"
