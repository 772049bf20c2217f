#!/usr/bin/env bash
# The long form of the generated scenarios that scripts/test.sh runs with a few seeds: random calls on a handful of
# sockets, on the kernel and on the engine side by side, whose answers must be the same. Needs root. What differs is
# shrunk to a short program, printed with its seed and both answers; a seed is played alone by
#   scripts/scenarios.sh 1 SEED
# Usage: scripts/scenarios.sh [COUNT [FIRST_SEED]], 10,000 programs from 1 on unless told otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly COUNT=${1:-10000} FIRST=${2:-1} LOG=target/scenarios.log
readonly HOURS_12=43200
[[ $COUNT =~ ^[1-9][0-9]*$ && $FIRST =~ ^[0-9]+$ ]] || die "the number of programs and the first seed are numbers, not '$*'."
[[ $EUID -eq 0 ]] || die "the kernel plays in a network namespace, which root alone makes."

scripts/setup.sh
use_jdk
mkdir -p target
say "Playing $COUNT programs from seed $FIRST on; the whole log is in $LOG ..."
maven test -pl socket-shim -am -Dtest=GeneratedScenariosTest -DexcludedTags= -Dsurefire.failIfNoSpecifiedTests=false \
  -Dringroad.scenarios="$COUNT" -Dringroad.scenarios.firstSeed="$FIRST" -Dringroad.scenarios.seconds=$HOURS_12 2>&1 |
  tee "$LOG" | sed -u -n -e '/^seed [0-9]*:$/,/^$/p' -e '/ programs of [0-9]* calls /p' ||
  die "kernel and engine differ; the whole log is in $LOG."
say "All programs gave the same."
