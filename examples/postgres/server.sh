# A PostgreSQL server of one's own, for as long as a script lives: sourced by `run` and `test`.
#
# It stands in a folder under the system's temporary one and listens on a Unix socket in that folder
# only, so it meets no other server. PostgreSQL does not run as root: started by root, it runs as the
# user postgres, otherwise as whoever started the script. Whatever ends the script, it is stopped, and the
# folder removed.

server_folder='' server_bin=''

# Starts the server, and sets PEC_DATABASE to its address.
start_server() {
  server_bin=$(find_postgresql)
  if [[ -z $server_bin ]]; then
    cat >&2 <<'SAY'
There is no PostgreSQL on this machine: its server is looked for in PATH, /usr/lib/postgresql and
/usr/local/pgsql. Install it and run this again. It need not be started, and nothing of it is changed.
  Debian, Ubuntu   apt-get install postgresql
  Fedora           dnf install postgresql-server
  Arch             pacman -S postgresql
  Alpine           apk add postgresql
SAY
    exit 2
  fi
  server_folder=$(mktemp -d "${TMPDIR:-/tmp}/pec-postgres.XXXXXX")
  if [[ $EUID == 0 ]]; then
    if ! id postgres >/dev/null 2>&1; then
      echo 'PostgreSQL does not run as root, and there is no user postgres: run this as another user' >&2
      exit 2
    fi
    chown postgres "$server_folder"
  fi
  # Whoever reaches the socket is let in, and nobody else reaches it: the folder is its owner's.
  as_server "$server_bin/initdb" --pgdata="$server_folder/data" --username=pec --auth=trust \
    --encoding=UTF8 --no-locale >"$server_folder.log" 2>&1 || server_failed
  cat >>"$server_folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$server_folder'
max_connections = 200
# After a crash, one call for the whole disk, not one for each file of each test's database.
recovery_init_sync_method = syncfs
${SERVER_SETTINGS:-}
CONF
  as_server "$server_bin/pg_ctl" --pgdata="$server_folder/data" --log="$server_folder/log" --wait \
    start >>"$server_folder.log" 2>&1 || server_failed
  as_server "$server_bin/createdb" --host="$server_folder" --username=pec pec \
    >>"$server_folder.log" 2>&1 || server_failed
  export PEC_DATABASE="postgresql:///pec?host=$server_folder&user=pec"
}

# Stops what was started, and removes it.
stop_server() {
  [[ -n $server_folder ]] || return 0
  if [[ -f $server_folder/data/postmaster.pid ]]; then
    as_server "$server_bin/pg_ctl" --pgdata="$server_folder/data" --mode=immediate --wait stop \
      >/dev/null 2>&1 || true
  fi
  rm -rf "$server_folder" "$server_folder.log"
  server_folder=''
}

server_failed() {
  echo 'PostgreSQL could not be started:' >&2
  cat "$server_folder.log" >&2
  cat "$server_folder/log" >&2 2>/dev/null || true
  exit 2
}

# The folder of the newest installed server.
find_postgresql() {
  {
    ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin 2>/dev/null
    if command -v postgres >/dev/null; then dirname "$(readlink -f "$(command -v postgres)")"; fi
    if command -v pg_config >/dev/null; then pg_config --bindir; fi
  } | while read -r folder; do
    if [[ -x $folder/postgres && -x $folder/initdb ]]; then
      printf '%s %s\n' "$("$folder/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)?' | head -1)" "$folder"
    fi
  done | sort --version-sort | tail -1 | cut -d ' ' -f 2-
}

as_server() {
  # From a folder that every user may enter.
  if [[ $EUID == 0 ]]; then (cd / && setpriv --reuid=postgres --regid="$(id -g postgres)" --init-groups "$@"); else "$@"; fi
}
