#!/usr/bin/env bash
# Lets Jazzer search for inputs that a parser does not survive, guided by what they reach: frames for a whole lane,
# options, configurations, scripts, the arguments of the calls. Every build replays the inputs that are kept, in the
# folders *Inputs of src/test/resources; this is the search for new ones, and says what it found where.
# Usage: scripts/fuzz.sh SECONDS [REGEX]   SECONDS for each test whose name (Class.method) matches
# What a search has reached stays in target/fuzz and is where the next one begins; what is worth keeping is copied by hand.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly SECONDS_EACH=${1:-} NAMES=${2:-.} ROOT=$PWD FOUND=$PWD/target/fuzz LOG=$PWD/target/fuzz.log
[[ $SECONDS_EACH =~ ^[1-9][0-9]*$ ]] || die "say for how many seconds each test may search."
readonly FLAGS=(--add-opens java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED
  -XX:+EnableDynamicAgentLoading -Xmx1g)

# Each line: the module, the class and the method of a test that fuzzes.
fuzz_tests() {
  local file module class
  for file in $(grep -rl --include='*FuzzTest.java' '@FuzzTest' ./*/src/test/java | sort); do
    module=${file#./} module=${module%%/*}
    class=${file#*/src/test/java/} class=${class%.java}
    sed -n "/@FuzzTest/{n;s/^ *\(public \)\?void \([A-Za-z0-9_]*\).*/$module ${class//\//.} \2/p}" "$file"
  done
}

# Runs Jazzer on test $2.$3 of module $1 with the other arguments.
jazzer() {
  local module=$1 class=$2 method=$3
  shift 3
  "$JAVA_HOME/bin/java" "${FLAGS[@]}" -cp "$ROOT/$module/target/test-classes:$ROOT/$module/target/classes:$(<"$module/target/fuzz.classpath")" \
    -Djazzer.hooks=true com.code_intelligence.jazzer.Jazzer --target_class="$class" --target_method="$method" \
    --instrumentation_includes='io.ringroad.**' --custom_hook_includes='none.**' "$@" >>"$LOG" 2>&1
}

search() {
  local corpus=$1 kept=$2 module=$3 class=$4 method=$5
  say "$class.$method ..."
  jazzer "$module" "$class" "$method" --reproducer_path="$corpus" "$corpus" "$kept" -artifact_prefix="$kept/" \
    -max_total_time="$SECONDS_EACH" -max_len=4096 -timeout=25 -rss_limit_mb=3000 ||
    die "found one: it stands in $kept, and what it does at the end of $LOG."
}

use_jdk
mkdir -p "$FOUND"
say "Compiling; the whole log is in $LOG ..."
maven test-compile dependency:build-classpath -pl fastpath,socket-shim -am -Dmdep.includeScope=test \
  '-Dmdep.outputFile=${project.build.directory}/fuzz.classpath' >"$LOG" 2>&1 || die "the tests do not compile; see $LOG."
count=0
while read -r module class method; do
  [[ $class.$method =~ $NAMES ]] || continue
  kept=$ROOT/$module/src/test/resources/${class//.//}Inputs/$method
  corpus=$FOUND/$class/$method
  mkdir -p "$corpus" "$kept"
  search "$corpus" "$kept" "$module" "$class" "$method"
  count=$((count + 1))
done < <(fuzz_tests)
((count > 0)) || die "no test's name matches '$NAMES'."
say "Nothing found in $count tests."
