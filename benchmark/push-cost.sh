#!/usr/bin/env bash
# What push costs the messages between phones that are online: two stacks, with push and without (up --no-push), which have their
# turns with the same load. Prints the messages per second of every turn, the medians and their ratio.
#
#   benchmark/push-cost.sh            environment: ROUNDS=3 SECONDS_ONLINE=10 WARMUP=20 DOUBLETICK=./doubletick
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${ROUNDS:-3}
seconds=${SECONDS_ONLINE:-10}
warmup=${WARMUP:-20}
doubletick=${DOUBLETICK:-./doubletick}
work=$(mktemp -d)
servers=()

clean_up() {
  ((${#servers[@]} == 0)) || kill "${servers[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap clean_up EXIT

# start NAME [OPTION…]
start() {
  local name=$1
  shift
  "$doubletick" up --data "$work/$name" --mqtt-port 0 --ws-port 0 --http-port 0 "$@" >"$work/$name.log" 2>&1 &
  servers+=($!)
  until grep -q '^READY' "$work/$name.log"; do
    kill -0 $! 2>/dev/null || { cat "$work/$name.log" >&2; exit 3; }
    sleep 0.2
  done
}

# turn NAME WARMUP: prints messages per second
turn() {
  local mqtt http
  mqtt=$(sed -n 's/^READY mqtt=\([^ ]*\).*/\1/p' "$work/$1.log")
  http=$(sed -n 's/^READY .* http=\([^ ]*\).*/\1/p' "$work/$1.log")
  "$doubletick" bench online --seconds "$seconds" --warmup "$2" --json "$work/turn.json" \
    --mqtt "$mqtt" --http "$http" --operator-token "$work/$1/operator-token" >"$work/turn.log" || { cat "$work/turn.log" >&2; exit 3; }
  sed -n 's/.*"delivered_per_s" *: *\([0-9.]*\).*/\1/p' "$work/turn.json"
}

median() {
  sort -n | awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'
}

start with
start without --no-push
for name in with without; do turn $name "$warmup" >/dev/null; done
for ((round = 1; round <= rounds; round++)); do
  for name in with without; do
    turn $name 4 | tee -a "$work/$name.turns" | sed "s/^/round $round, $name push: /"
  done
done
with=$(median <"$work/with.turns")
without=$(median <"$work/without.turns")
awk -v a="$with" -v b="$without" 'BEGIN { printf "medians: %d with, %d without; ratio %.3f\n", a, b, a / b }'
