# Restate's server, for as long as a script lives: sourced by `run`, `test` and `bench`.
#
# Its program is the npm package that package-lock.json names, with the integrity that stands there; no
# script of the package is run. It is installed once, beside what cargo builds. What it keeps stands in a
# folder under the system's temporary one. It listens on loopback, on free ports, so it meets no other
# server. Whatever ends the script, all processes that it started are ended, and the folder removed.

server_folder='' server_group=''

# Installs the server, and sets PEC_RESTATE_SERVER to its program, PEC_RESTATE_FOLDER to an empty folder.
prepare_server() {
  local target=${CARGO_TARGET_DIR:-$PWD/target}/restate-server name
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    cat >&2 <<'SAY'
There is no node or no npm on this machine, which bring Restate's server. Install both and run this again.
  Debian, Ubuntu   apt-get install nodejs npm
  Fedora           dnf install nodejs npm
  Arch             pacman -S nodejs npm
  Alpine           the server is not built for it: use another system
SAY
    exit 2
  fi
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) name=linux-x64 ;;
    Linux-aarch64) name=linux-arm64 ;;
    *)
      echo "this home is for Linux on x86-64 or arm64, not for $(uname -s) on $(uname -m)" >&2
      exit 2
      ;;
  esac
  PEC_RESTATE_SERVER=$target/node_modules/@restatedev/restate-server-$name/bin/restate-server
  if [[ ! -x $PEC_RESTATE_SERVER ]] || ! cmp --quiet package-lock.json "$target/package-lock.json"; then
    rm -rf "$target"
    mkdir -p "$target"
    cp package.json "$target/"
    if ! (cd "$target" && cp "$OLDPWD/package-lock.json" . &&
      npm ci --ignore-scripts --no-audit --no-fund) >"$target.log" 2>&1 || [[ ! -x $PEC_RESTATE_SERVER ]]; then
      echo "Restate's server could not be installed: is npm's registry reachable? npm said:" >&2
      cat "$target.log" >&2
      rm -rf "$target"
      exit 2
    fi
  fi
  server_folder=$(mktemp -d "${TMPDIR:-/tmp}/pec-restate.XXXXXX")
  export PEC_RESTATE_SERVER PEC_RESTATE_FOLDER=$server_folder
}

# Runs a program with all that it starts in a group of processes of its own, so that none outlives it.
run_in_group() {
  set -m
  "$@" &
  server_group=$!
  set +m
  wait "$server_group"
}

# Ends whatever still runs, and removes what it kept.
remove_server() {
  if [[ -n $server_group ]]; then
    kill -KILL -- "-$server_group" 2>/dev/null || true
    server_group=''
  fi
  [[ -z $server_folder ]] || rm -rf "$server_folder"
  server_folder=''
}
