#!/usr/bin/env bash
# Runs Debian's mosquitto in the foreground on a free port of the loopback address, with all of its files in a folder.
#
#   peers/mosquitto.sh FOLDER ACCOUNTS.csv
#
# Prints READY mqtt=HOST:PORT once it listens, and becomes the server's own process: end it by this process's id.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$here/common.sh"

folder=$1
accounts=$2
mkdir -p "$folder"
port=$(free_port)

tail -n +2 "$accounts" | sed 's/^+//; s/,/:/; s/\r$//' >"$folder/passwords"
chmod 600 "$folder/passwords"
mosquitto_passwd -U "$folder/passwords"

cat >"$folder/mosquitto.conf" <<CONF
listener $port 127.0.0.1
# Otherwise it would change to a user who may not write here.
user $(id -un)
allow_anonymous false
password_file $folder/passwords
set_tcp_nodelay true
persistence true
persistence_location $folder/
# The default: the store is written every 30 minutes, and at the end.
autosave_interval 1800
# The defaults drop at 1,000 waiting messages per phone, and send 20 at a time.
max_queued_messages 0
max_inflight_messages 1000
log_dest stderr
log_type error
log_type warning
CONF

raise_open_files
# It says nothing when it listens, so somebody has to try.
(
  for _ in $(seq 200); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "READY mqtt=127.0.0.1:$port"
      exit 0
    fi
    sleep 0.1
  done
) &
exec mosquitto -c "$folder/mosquitto.conf"
