#!/usr/bin/env bash
# Runs every test: unit, simulation, and integration on real devices (veth, memif, virtio_user/vhost). The whole log
# is in target/test.log. Then what crosses threads goes under jcstress, for a minute. With CI set in the environment, a skipped test is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

readonly LOG=target/test.log

# Of Maven's chatter: what is running, what came out, and everything that went wrong.
progress_lines() { grep --line-buffered -E '^\[(INFO|WARNING)\] (Tests run:|Running |Building [^j]|BUILD )|^\[ERROR\]' || true; }

# Prints "class.test: reason" for each skipped test in Surefire's reports.
skipped_tests() {
  find . -path '*/target/surefire-reports/TEST-*.xml' -exec awk '
    BEGIN { RS = "<" }
    function attribute(name) {
      return match($0, "[ \n]" name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
    }
    /^testcase[ \n]/ { test = attribute("classname") "." attribute("name") }
    /^skipped/ { print "  " test ": " attribute("message") }' {} +
}

setup_machine() {
  scripts/setup.sh
  use_jdk
  if [[ $EUID -eq 0 ]]; then remove_leftovers; fi
}

report_skipped() {
  local skipped
  skipped=$(skipped_tests)
  [[ -n $skipped ]] || return 0
  printf 'Skipped:\n%s\n' "$skipped"
  [[ -z ${CI:-} ]] || die "a test was skipped; in CI none may be."
}

setup_machine
if [[ $EUID -eq 0 ]]; then trap remove_leftovers EXIT; fi
mkdir -p target
find . -path '*/target/surefire-reports/*' -delete 2>/dev/null || true
maven verify -DexcludedTags= "$@" 2>&1 | tee "$LOG" | progress_lines || die "tests failed; the whole log is in $LOG."
report_skipped
scripts/jcstress.sh quick
say "All tests passed."
