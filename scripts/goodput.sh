#!/usr/bin/env bash
# Measures TCP's goodput under real loss: a stream to a kernel's echo server and back, from the engine and from the
# kernel in turn, through a bridge that drops packets both ways. MTU 1500, offloads off, CUBIC everywhere. The engine's
# application runs on its lane, so that either side has one thread on one of two cores. Leaves
# target/goodput/report.json, a row for each loss. Usage: scripts/goodput.sh [LOSS_PERCENT...], 0 1 5 unless told.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly OUT=target/goodput JAR=perf/target/ringroad-perf.jar ROUNDS=3
readonly ENGINE=rrgoode-$$ MIDDLE=rrgoodm-$$ KERNEL=rrgoodk-$$

clean_up() { for space in "$ENGINE" "$MIDDLE" "$KERNEL"; do remove_namespace "$space"; done; }

# Joins link $2 of namespace $1 to the bridge's port $3.
join_bridge() {
  ip link add "$2" netns "$1" type veth peer name "$3" netns "$MIDDLE"
  ip -n "$MIDDLE" link set "$3" master bridge0 up
  ip -n "$1" link set "$2" up
  in_namespace "$1" ethtool -K "$2" tx off tso off gso off gro off >/dev/null
  in_namespace "$MIDDLE" ethtool -K "$3" tx off tso off gso off gro off >/dev/null
  in_namespace "$MIDDLE" nft add chain netdev loss "$3" "{ type filter hook ingress device $3 priority 0; }"
}

make_network() {
  local space
  for space in "$ENGINE" "$MIDDLE" "$KERNEL"; do
    ip netns add "$space"
    in_namespace "$space" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 || true
  done
  ip -n "$MIDDLE" link add bridge0 type bridge
  ip -n "$MIDDLE" link set bridge0 up
  in_namespace "$MIDDLE" nft add table netdev loss
  join_bridge "$ENGINE" rrge porta
  join_bridge "$KERNEL" rrgk portb
  # The engine's address is 10.70.0.1; the kernel beside it, our peer in the comparison, has another on the same link.
  ip -n "$ENGINE" address add 10.70.0.3/24 dev rrge
  ip -n "$KERNEL" address add 10.70.0.2/24 dev rrgk
  ip -n "$ENGINE" route change 10.70.0.0/24 dev rrge proto kernel scope link src 10.70.0.3 congctl cubic
  ip -n "$KERNEL" route change 10.70.0.0/24 dev rrgk proto kernel scope link src 10.70.0.2 congctl cubic
}

set_loss() {
  local port
  for port in porta portb; do
    in_namespace "$MIDDLE" nft flush chain netdev loss $port
    if (($1 > 0)); then in_namespace "$MIDDLE" nft add rule netdev loss $port numgen random mod 100 '<' "$1" drop; fi
  done
}

goodput() { in_namespace "$ENGINE" java -jar "$JAR" goodput --wait blocking "$@" 10.70.0.2:7000; }

measure() {
  local loss=$1 round report=() size=(--bytes 40000000 --warm-up-bytes 400000000)
  if ((loss >= 5)); then size=(--bytes 5000000 --warm-up-bytes 5000000); fi
  set_loss "$loss"
  for ((round = 1; round <= ROUNDS; round++)); do
    say "Loss $loss %, round $round of $ROUNDS: kernel, then engine"
    goodput --kernel "${size[@]}" --samples "$OUT/kernel-$loss.txt"
    if ((round == ROUNDS)); then
      report=(--peer-samples "$OUT/kernel-$loss.txt" --json "$OUT/report.json" --setting "lossPercent=$loss" \
        --setting mtu=1500 --setting congestionControl=cubic --setting device=afpacket)
    fi
    goodput --device afpacket:rrge --address 10.70.0.1/24 "${size[@]}" --samples "$OUT/engine-$loss.txt" "${report[@]}"
  done
}

require_root
scripts/setup.sh
use_jdk
[[ -f $JAR ]] || maven -q package -pl perf -am -DskipTests
trap clean_up EXIT
trap 'exit 130' INT TERM
rm -rf "$OUT"
mkdir -p "$OUT"
make_network
in_namespace "$KERNEL" java -jar "$JAR" serve --kernel --address 10.70.0.2/24 --wait blocking --tcp 7000 >"$OUT/server.log" 2>&1 &
until grep -q ^ready "$OUT/server.log"; do sleep 0.1; done
if (($# == 0)); then set -- 0 1 5; fi
for loss in "$@"; do measure "$loss"; done
say "The report is $OUT/report.json."
