#!/usr/bin/env bash
# The long form of the simulations that scripts/test.sh runs with a few seeds: two TCP stacks on a wire that loses,
# reorders, duplicates, delays, corrupts, marks, swallows long segments and lies by ICMP, in virtual time. A seed that
# fails is named, and replayed alone by
#   scripts/soak.sh 1 SEED
# Usage: scripts/soak.sh [SEEDS [FIRST_SEED]], 10,000 seeds from 1 on unless told otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly SEEDS=${1:-10000} FIRST=${2:-1} LOG=target/soak.log
[[ $SEEDS =~ ^[1-9][0-9]*$ && $FIRST =~ ^[0-9]+$ ]] || die "the number of seeds and the first seed are numbers, not '$*'."

scripts/setup.sh
use_jdk
mkdir -p target
say "Playing $SEEDS seeds from $FIRST on ..."
maven test -pl fastpath -am -Dtest=TcpSimulationTest,LanesSimulationTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dringroad.tcp.seeds="$SEEDS" -Dringroad.tcp.firstSeed="$FIRST" >"$LOG" 2>&1 || {
  grep -E -A3 'replay it by' "$LOG" | head -n 20 || true
  die "a seed failed; the whole log is in $LOG."
}
say "All seeds passed."
