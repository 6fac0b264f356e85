# shellcheck shell=bash
# Sourced by the scripts beside it.

# A port of the loopback address that nobody listens on, below the ephemeral ones that a load driver's connections come from.
free_port() {
  local port
  for _ in $(seq 100); do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  echo "no free port found" >&2
  return 1
}

# As many open files as the system lets us have.
raise_open_files() {
  ulimit -n "$(ulimit -Hn)"
}

# Ends a process by its id and waits for it; after 20 s not politely.
end_process() {
  local pid=$1
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 200); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}
