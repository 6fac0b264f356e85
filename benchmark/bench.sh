#!/usr/bin/env bash
# Runs the load driver: benchmark/bench.sh MODE [options] [MODE [options]]… ; --help tells more.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar="$here/target/benchmark.jar"
if [[ ! -f $jar ]]; then
  echo "bench: not built yet; run mvn -pl benchmark -am package -DskipTests" >&2
  exit 3
fi
# A connection is an open file.
ulimit -n "$(ulimit -Hn)"
# One thread does the work, so that the collector should not bring several.
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -Xms256m -Xmx1g -jar "$jar" "$@"
