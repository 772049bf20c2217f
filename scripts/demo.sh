#!/usr/bin/env bash
# From a clone to figures: installs what is missing, builds, puts the engine's echo server on one end of a veth pair,
# checks it with a real kernel on the other end, measures it beside the same server on the kernel's stack, and leaves
# report.json, a histogram log and plots in target/demo. Takes about three minutes and cleans up whatever happens.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly OUT=target/demo
readonly JAR=perf/target/ringroad-perf.jar
readonly KERNEL_ADDRESS=10.67.0.2 ENGINE_ADDRESS=10.67.0.1 PREFIX_LENGTH=24
readonly ECHO_PORT=7000 HTTP_PORT=8080
readonly TCP_BYTES=100000000 UDP_DATAGRAMS=10000
readonly CLIENT_CPU=0 SERVER_CPU=1
# One namespace for each end: what runs in them is found and ended by the namespace, even after a kill -9.
readonly ENGINE_SPACE=rrdemo-engine-$$ KERNEL_SPACE=rrdemo-kernel-$$
readonly ENGINE_LINK=rre-$$ KERNEL_LINK=rrk-$$

device=afpacket
rounds=3
child=''

usage() {
  say "usage: scripts/demo.sh [--device afxdp|afpacket] [--rounds N]"
  say "  --device  the driver on the engine's end (afpacket)"
  say "  --rounds  how often each server is measured (3)"
}

parse_options() {
  while (($# > 0)); do
    case $1 in
      --device) device=${2:-}; shift ;;
      --rounds) rounds=${2:-}; shift ;;
      -h | --help) usage; exit 0 ;;
      *) usage >&2; exit 2 ;;
    esac
    shift || true
  done
  [[ $device == afxdp || $device == afpacket ]] || die "--device is afxdp or afpacket, not '$device'."
  [[ $rounds =~ ^[1-9][0-9]*$ ]] || die "--rounds is a number from 1, not '$rounds'."
}

step() { printf '\n==> %s\n' "$*"; }

# Runs "$@" so that a signal reaches this script at once, and waits for it.
run() {
  set -m
  "$@" </dev/null &
  child=$!
  set +m
  wait "$child"
  child=''
}

cleanup() {
  trap - EXIT
  trap '' INT TERM
  exec 2>/dev/null # Bash would report each process that is killed here.
  if [[ -n $child ]]; then kill -KILL -- "-$child" 2>/dev/null || true; fi
  remove_namespace "$ENGINE_SPACE"
  remove_namespace "$KERNEL_SPACE"
}

make_link() {
  local space
  for space in "$ENGINE_SPACE" "$KERNEL_SPACE"; do
    ip netns add "$space"
    in_namespace "$space" sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || true
    in_namespace "$space" ip link set lo up
  done
  ip link add "$ENGINE_LINK" netns "$ENGINE_SPACE" type veth peer name "$KERNEL_LINK" netns "$KERNEL_SPACE"
  prepare_end "$ENGINE_SPACE" "$ENGINE_LINK"
  prepare_end "$KERNEL_SPACE" "$KERNEL_LINK"
  in_namespace "$KERNEL_SPACE" ip address add "$KERNEL_ADDRESS/$PREFIX_LENGTH" dev "$KERNEL_LINK"
}

# A veth end must finish its checksums and cut its own segments: there is no wire that would.
prepare_end() {
  in_namespace "$1" ethtool -K "$2" tx off tso off gso off gro off >/dev/null
  in_namespace "$1" ip link set "$2" up
}

server_pid=''

# Starts the echo server with options "$@" in the engine's namespace; fails if it does not say that it is ready.
start_server() { launch_server serve --address "$ENGINE_ADDRESS/$PREFIX_LENGTH" --cpu "$SERVER_CPU" "$@"; }

# Starts command "$@" of the measuring tool in the engine's namespace, and waits until it is ready.
launch_server() {
  local log=$OUT/server.log tries=0
  : >"$log"
  # exec, so that the process id is the server's and not that of a shell that waits for it.
  exec_in_namespace "$ENGINE_SPACE" java -jar "$JAR" "$@" </dev/null >"$log" 2>&1 &
  server_pid=$!
  until grep -q '^ready' "$log"; do
    if ! kill -0 "$server_pid" 2>/dev/null || ((++tries > 200)); then
      stop_server TERM
      return 1
    fi
    sleep 0.05
  done
}

stop_server() {
  {
    kill "-$1" "$server_pid" || true
    wait "$server_pid" || true
  } 2>/dev/null
}

start_engine() { start_server --device "$device:$ENGINE_LINK" "$@"; }

# The address belongs to the engine, or to the kernel, never to both.
start_kernel_server() {
  in_namespace "$ENGINE_SPACE" ip address replace "$ENGINE_ADDRESS/$PREFIX_LENGTH" dev "$ENGINE_LINK"
  start_server --kernel --wait "$@"
}

stop_kernel_server() {
  stop_server TERM
  in_namespace "$ENGINE_SPACE" ip address flush dev "$ENGINE_LINK"
}

start_echo_and_http() {
  start_engine --tcp "$ECHO_PORT" --udp "$ECHO_PORT" --http "$HTTP_PORT" || server_failed
}

server_failed() { die "the server did not start: $(tail -n 1 "$OUT/server.log")"; }

from_kernel() { run in_namespace "$KERNEL_SPACE" "$@"; }

perf() { java -jar "$JAR" "$@"; }

check_ping() {
  from_kernel ping -c 5 -i 0.2 -W 1 -q "$ENGINE_ADDRESS" | grep -E 'packets|rtt' || die "ping got no answer."
}

check_nc() {
  local said
  said=$(printf 'around the town\n' | in_namespace "$KERNEL_SPACE" nc -N -w 5 "$ENGINE_ADDRESS" "$ECHO_PORT") ||
    die "nc got no answer."
  [[ $said == 'around the town' ]] || die "nc got '$said' back."
  say "nc: '$said'"
}

check_curl() {
  local said
  said=$(in_namespace "$KERNEL_SPACE" curl --silent --show-error --noproxy '*' --max-time 5 \
    "http://$ENGINE_ADDRESS:$HTTP_PORT/" </dev/null) || die "curl got no answer."
  [[ $said == Hello* ]] || die "curl got '$said'."
  say "curl: '$said'"
}

check_bytes() {
  from_kernel java -jar "$JAR" verify --kernel "$ENGINE_ADDRESS:$ECHO_PORT" \
    --tcp-bytes "$TCP_BYTES" --udp-datagrams "$UDP_DATAGRAMS"
}

check_restart() {
  stop_server KILL
  start_echo_and_http
  check_ping
  check_nc
  check_curl
}

# Measures the server that runs, named $2, with protocol $1, as run $3.
measure_client() {
  from_kernel java -jar "$JAR" latency "$ENGINE_ADDRESS:$ECHO_PORT" --protocol "$1" --server "$2" \
    --cpu "$CLIENT_CPU" --log "$OUT/runs/$1-$2-$3.hlog"
}

# The floor under every server on this driver: frames that are turned around with no stack, as run $1. It answers no ARP.
measure_floor() {
  local mac protocol
  mac=$(in_namespace "$ENGINE_SPACE" ip -brief link show dev "$ENGINE_LINK" | awk '{ print $3 }')
  in_namespace "$KERNEL_SPACE" ip neighbour replace "$ENGINE_ADDRESS" lladdr "$mac" nud permanent dev "$KERNEL_LINK"
  launch_server frame-echo --device "$device:$ENGINE_LINK" --cpu "$SERVER_CPU" || server_failed
  for protocol in tcp udp; do measure_client "$protocol" frame-echo "$1"; done
  stop_server TERM
  in_namespace "$KERNEL_SPACE" ip neighbour del "$ENGINE_ADDRESS" dev "$KERNEL_LINK"
}

# One run of each server, in turn: whatever disturbs the machine disturbs all of them. Each serves TCP and UDP.
measure_round() {
  local protocol wait
  start_engine --tcp "$ECHO_PORT" --udp "$ECHO_PORT" || server_failed
  for protocol in tcp udp; do measure_client "$protocol" engine "$1"; done
  stop_server TERM
  measure_floor "$1"
  for wait in busy-poll blocking; do
    start_kernel_server "$wait" --tcp "$ECHO_PORT" --udp "$ECHO_PORT" || server_failed
    for protocol in tcp udp; do measure_client "$protocol" "kernel-$wait" "$1"; done
    stop_kernel_server
  done
}

check() {
  step "Starting the engine's echo server on one end of a veth pair"
  start_echo_and_http
  say "It runs on $device, $(grep ^ready "$OUT/server.log")."
  step "Talking to it from the kernel's end"
  check_ping
  check_nc
  check_curl
  check_bytes
  step "Killing the server with -9 and starting it anew"
  check_restart
  stop_server TERM
}

measure() {
  local round
  for ((round = 1; round <= rounds; round++)); do
    step "Measuring 64 B round trips, round $round of $rounds: engine and kernel in turn"
    measure_round "$round"
  done
  step "Measuring forwarding between two null devices, beside dpdk-testpmd"
  run in_namespace "$ENGINE_SPACE" java -jar "$JAR" l2 --cpu "$SERVER_CPU" --json "$OUT/runs/l2.json"
}

main() {
  parse_options "$@"
  require_root
  step "Installing what is missing"
  scripts/setup.sh
  use_jdk
  remove_leftovers
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  step "Building"
  run maven -q package -DskipTests -pl perf -am
  rm -rf "$OUT"
  mkdir -p "$OUT/runs"
  make_link
  check
  measure
  step "Result"
  perf report "$OUT/runs" "$OUT" --setting "device=$device" --setting payloadBytes=64
  say ""
  say "Figures: $OUT/report.json   histograms: $OUT/latency.hlog   plots: $OUT/*.png"
}

main "$@"
