#!/usr/bin/env bash
# Runs the bare broker (HiveMQ Community Edition without our extension) in the foreground on a free port of the loopback
# address, with all of its files in a folder.
#
#   peers/hivemq.sh FOLDER
#
# Prints READY mqtt=HOST:PORT once it listens, and becomes the server's own process: end it by this process's id.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$here/common.sh"

mkdir -p "$1"
raise_open_files
exec java \
  --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED \
  --add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED \
  -cp "$here/../target/benchmark.jar" dev.doubletick.benchmark.peer.BareBroker "$1"
