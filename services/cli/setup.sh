#!/bin/sh
# Makes the virtual environment of the checkout: setup.sh PYTHON VENV. Needs Python 3.11+ with venv, nothing else.
set -eu
python=$1 venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Metier needs Python 3.11 or newer; this is $("$python" --version). Try: make PYTHON=python3.12 $*" >&2
  exit 1
}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv" || {
  echo "Python cannot make a virtual environment here. On Debian: apt-get install python3-venv" >&2
  exit 1
}
echo "Installing the locked packages into $venv (once; one to three minutes) ..."
pip="$venv/bin/python -m pip --disable-pip-version-check -q"
$pip install --require-hashes --no-deps -r requirements-dev.lock
$pip install --no-deps --no-build-isolation -e .
echo "Done."
