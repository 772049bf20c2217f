#!/usr/bin/env bash
# Puts what crosses threads under jcstress: the descriptor table, references, guards, readiness, the rings and the send
# buffer's gate between an application and a lane, and the ready queue of epoll. An outcome that must not be ends the run.
# Usage: scripts/jcstress.sh [quick|default|tough [REGEX]]; quick, about a minute, is what scripts/test.sh runs. The long
# form is 'tough', some hours on two cores. The report is in target/jcstress.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly MODE=${1:-quick} TESTS=${2:-io.ringroad} REPORT=$PWD/target/jcstress LOG=$PWD/target/jcstress.log
[[ $MODE == quick || $MODE == default || $MODE == tough ]] || die "there are quick, default and tough, not '$MODE'."
# jcstress tries ways to compile and to place the actors, some dozens for each test; quick takes the one that the JVM has.
readonly FLAGS="--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED"
options=(-m "$MODE" --jvmArgsPrepend "$FLAGS")
if [[ $MODE == quick ]]; then options=(-f 1 -iters 4 -time 300 -sc false -af NONE --jvmArgs "$FLAGS"); fi

failed() {
  grep -E -A12 '\[(FAILED|ERROR)\]' "$LOG" | head -n 60 || true
  die "$1; the whole log is in $LOG."
}

use_jdk
mkdir -p "$REPORT"
maven test-compile -Pjcstress -pl socket-shim -am >"$LOG" 2>&1 || die "the tests do not compile; see $LOG."
classpath="$PWD/socket-shim/target/test-classes:$PWD/socket-shim/target/classes:$(<socket-shim/target/jcstress.classpath)"
say "Stressing what crosses threads ($MODE) ..."
# Where it is started it leaves a file with the raw results.
cd "$REPORT"
"$JAVA_HOME/bin/java" -cp "$classpath" org.openjdk.jcstress.Main -t "$TESTS" -r . -v "${options[@]}" >>"$LOG" 2>&1 \
  || failed "jcstress ended with an error"
if grep -qE '\[(FAILED|ERROR)\]' "$LOG"; then failed "an outcome that must not be, or a test that did not run"; fi
passed=$(grep -oE '\[OK\] io\.[^ ]+' "$LOG" | sort -u | wc -l)
((passed > 0)) || failed "no test ran"
say "No forbidden outcome in $passed tests."
