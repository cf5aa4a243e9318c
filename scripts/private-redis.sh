# shellcheck shell=bash
# A stage for scripts that run the product: sourced, it gives a temporary folder `work` and a Redis of its own in it, which
# SCORELINE_REDIS names and `private_redis` speaks to. What is appended to `pids` ends with the script, however that ends.

stage=$(basename "$0" .sh)
# In /tmp rather than in the build folder: the path of a unix socket has at most 107 bytes.
work=$(mktemp -d "${TMPDIR:-/tmp}/scoreline-$stage.XXXXXX")
export SCORELINE_REDIS="unix://$work/redis.sock"
pids=()

fail() {
    echo "$stage: $1" >&2
    exit 1
}

end_stage() {
    local status=$?
    # Some have ended by themselves, some end with the status of a signal: neither is a failure here.
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    if [ "$status" != 0 ]; then
        echo "$stage: failed; the last lines of the logs:" >&2
        tail -n 5 "$work"/*.log >&2
    fi
    rm -rf "$work"
    exit "$status"
}
trap end_stage EXIT
trap 'exit 130' INT TERM

# Waits until a command succeeds; 60 s is far above what any step takes.
until_true() {
    local deadline=$((SECONDS + 60))
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || fail "gave up waiting for: $*"
        # Nobody writes to the clock: the time-out is the wait.
        read -rt 0.05 <>"$work/clock" || true
    done
}
mkfifo "$work/clock"

private_redis() { redis-cli -s "$work/redis.sock" "$@"; }

redis-server --port 0 --unixsocket "$work/redis.sock" --save '' --appendonly no --dir "$work" >"$work/redis.log" &
pids+=($!)
until_true private_redis ping
