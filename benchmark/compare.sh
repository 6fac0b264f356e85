#!/usr/bin/env bash
# Runs the same load against Doubletick, ejabberd, Mosquitto and the bare broker in turn, several rounds of it, and prints
# medians and ratios. Loopback only; installs nothing; ends every process that it starts.
#
#   benchmark/compare.sh [TARGET…]        targets: doubletick ejabberd mosquitto hivemq; default: all, in this order
#
# The first target is the one that the others are compared with. Environment, with defaults:
#   ROUNDS=3         how often each target has its turn
#   PHONES=200       talking pairs' phones (modes online, fill, drain, restart)
#   SECONDS_ONLINE=20  measured seconds of each online, low and fan-in
#   WARMUP=30        seconds of load before the warm figure is measured, for compilers that compile while they run
#   MESSAGES=100000  messages to fill and drain, and that wait during a restart (Doubletick only)
#   SENDERS=1000     phones that write to one (fan-in)
#   CONNECTIONS=9000 idle connections, and connections in a storm
#   DOUBLETICK=./doubletick  the script that starts a stack, as seen from the project's root
#   OUT=benchmark/target/compare  results: comparison.md, comparison.json, and one JSON per run
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=peers/common.sh
source "$here/peers/common.sh"
cd "$here/.."

rounds=${ROUNDS:-3}
phones=${PHONES:-200}
seconds=${SECONDS_ONLINE:-20}
warmup=${WARMUP:-30}
messages=${MESSAGES:-100000}
senders=${SENDERS:-1000}
connections=${CONNECTIONS:-9000}
doubletick=${DOUBLETICK:-./doubletick}
out=${OUT:-benchmark/target/compare}
targets=("$@")
((${#targets[@]})) || targets=(doubletick ejabberd mosquitto hivemq)

complain() {
  echo "compare: $1" >&2
  exit 3
}

need_package() {
  [[ $(dpkg-query -W -f='${Status}' "$1" 2>/dev/null) == "install ok installed" ]] ||
    complain "the Debian package $1 is not installed: sudo apt-get install --no-install-recommends $1, then stop its service"
}

for target in "${targets[@]}"; do
  case $target in
    doubletick) [[ -x $doubletick ]] || complain "$doubletick is not there; name it with DOUBLETICK, or leave doubletick out" ;;
    ejabberd | mosquitto) need_package "$target" ;;
    hivemq) ;;
    *) complain "unknown target $target" ;;
  esac
done
[[ -f benchmark/target/benchmark.jar ]] || complain "not built yet; run mvn -pl benchmark -am package -DskipTests"
raise_open_files
(($(ulimit -n) > connections + 500)) || complain "only $(ulimit -n) open files are allowed, too few for $connections connections"

work=$(mktemp -d)
server=
driver=
clean_up() {
  [[ -z $driver ]] || end_process "$driver"
  [[ -z $server ]] || end_process "$server"
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Secrets of the test accounts; as many characters as Doubletick's own.
accounts=$work/accounts.csv
{
  echo phone,credential
  for i in $(seq 0 $((connections > senders ? connections : senders))); do
    printf '+%d,%043d\n' $((4915110000000 + i)) "$i"
  done
} >"$accounts"

# Starts a peer and sets server and address.
start_peer() {
  local target=$1 log=$work/$1.log
  "$here/peers/$target.sh" "$work/$target" "$accounts" >"$log" 2>"$log.err" &
  server=$!
  for _ in $(seq 1200); do
    address=$(sed -n 's/^READY [a-z]*=//p' "$log")
    [[ -z $address ]] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  tail -5 "$log.err" >&2
  complain "$target did not start"
}

stop_peer() {
  [[ -z $server ]] || end_process "$server"
  server=
  rm -rf "${work:?}/$1"
}

# Runs the driver, so that a signal to this script still reaches the trap while it waits. A violation is in the result, and
# does not stop the comparison.
drive() {
  local status=0
  benchmark/bench.sh "$@" &
  driver=$!
  wait "$driver" || status=$?
  driver=
  ((status <= 1)) || complain "the driver failed"
}

# One stage of one target on a fresh server: drives the modes named after the result file.
stage() {
  local target=$1 result=$2
  shift 2
  local common=(--name "$target" --json "$result")
  case $target in
    doubletick)
      drive "${common[@]}" --doubletick "$doubletick" "$@"
      ;;
    ejabberd)
      start_peer ejabberd
      drive "${common[@]}" --xmpp "$address" --credentials "$accounts" --pid "$server" --durability \
        "online: none, memory only; offline: Mnesia, not synced per message" "$@"
      stop_peer ejabberd
      ;;
    mosquitto)
      start_peer mosquitto
      drive "${common[@]}" --mqtt "$address" --plain --credentials "$accounts" --pid "$server" --durability \
        "in memory; the store is written every 30 minutes (autosave)" "$@"
      stop_peer mosquitto
      ;;
    hivemq)
      start_peer hivemq
      drive "${common[@]}" --mqtt "$address" --plain --credentials "$accounts" --pid "$server" --durability \
        "file persistence without fsync; nobody is authenticated" "$@"
      stop_peer hivemq
      ;;
  esac
}

mkdir -p "$out"
rm -f "$out"/*.json "$out"/comparison.md
results=()
for round in $(seq "$rounds"); do
  for target in "${targets[@]}"; do
    echo "== round $round of $rounds: $target"
    crowd=$out/$round-$target-crowd.json
    traffic=$out/$round-$target-traffic.json
    stage "$target" "$crowd" idle --phones "$connections" storm --phones "$connections"
    stage "$target" "$traffic" \
      online --label cold --phones "$phones" --seconds 10 --warmup 0 \
      online --label warm --phones "$phones" --seconds "$seconds" --warmup "$warmup" \
      low --seconds "$seconds" \
      fill --phones "$phones" --messages "$messages" drain \
      fan-in --senders "$senders" --seconds "$seconds"
    results+=("$crowd" "$traffic")
    # The peers keep what waits in memory or do not sync it, so that there is nothing to compare a kill with.
    if [[ $target == doubletick ]]; then
      restart=$out/$round-$target-restart.json
      stage "$target" "$restart" restart --phones "$phones" --messages "$messages"
      results+=("$restart")
    fi
  done
done

echo
java -cp benchmark/target/benchmark.jar dev.doubletick.benchmark.compare.Compare \
  --ours "${targets[0]}" --markdown "$out/comparison.md" --json "$out/comparison.json" "${results[@]}"
