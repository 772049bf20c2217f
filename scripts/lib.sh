# shellcheck shell=bash
# What the scripts share: finding a JDK, talking to the user, and the network namespaces that a run makes.
# Sourced, never run. Everything a run makes on the machine carries the prefix "rr" and its process id, so that
# the next run can tell what an earlier, killed one has left behind.

readonly JDK_MINIMUM=25
readonly JVM_FOLDER=/usr/lib/jvm
readonly NAMESPACE_FOLDER=/run/netns

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

require_root() {
  [[ $EUID -eq 0 ]] || die "needs root for network namespaces and raw devices: run it as 'sudo $0'."
}

# Prints the feature release ("25") of the JDK in folder $1; fails where there is none.
jdk_release() {
  [[ -x $1/bin/javac ]] || return 1
  local version
  # The release file answers at once; javac itself takes half a second.
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [[ -n $version ]] || version=$("$1/bin/javac" -version 2>/dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [[ -n $version ]] && printf '%s\n' "$version"
}

# Prints the home of a JDK that is new enough: JAVA_HOME, the javac on PATH, the newest in the JVM folder, in this order.
find_jdk() {
  local home javac release newest='' newest_release=0
  for javac in "${JAVA_HOME:+$JAVA_HOME/bin/javac}" "$(command -v javac)"; do
    home=$(jdk_home "$javac") || continue
    release=$(jdk_release "$home") || continue
    if ((release >= JDK_MINIMUM)); then
      printf '%s\n' "$home"
      return 0
    fi
  done
  while read -r javac; do
    home=$(jdk_home "$javac") || continue
    release=$(jdk_release "$home") || continue
    if ((release > newest_release)); then newest=$home newest_release=$release; fi
  done < <(find -L "$JVM_FOLDER" -maxdepth 5 -path '*/bin/javac' 2>/dev/null)
  ((newest_release >= JDK_MINIMUM)) && printf '%s\n' "$newest"
}

# Prints the home that compiler $1 belongs to.
jdk_home() { [[ -x $1 ]] && dirname "$(dirname "$(readlink -f "$1")")"; }

# Points JAVA_HOME and PATH at a JDK that is new enough, or ends with one sentence.
use_jdk() {
  JAVA_HOME=$(find_jdk) || die "needs a JDK $JDK_MINIMUM or newer in JAVA_HOME, on PATH or in $JVM_FOLDER, and found none."
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
}

# Runs Maven without a terminal: no colours, no progress bars, no questions, and no word about its own libraries' use of
# the JDK. Older versions of Maven reset the terminal's colour even so.
maven() {
  MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
    mvn --batch-mode --no-transfer-progress -Dstyle.color=never "$@" </dev/null 2>&1 | sed -u $'s/\e\\[0m//g'
}

# Runs "$@" in network namespace $1. Mounts stay as they are, unlike with `ip netns exec`: AF_XDP needs its BPF file system.
in_namespace() { (exec_in_namespace "$@"); }

# As in_namespace, in place of the calling shell.
exec_in_namespace() {
  local namespace=$1
  shift
  exec nsenter --net="$NAMESPACE_FOLDER/$namespace" -- "$@"
}

# Removes namespace $1, every process that runs in it, and with it the interfaces that live in it.
remove_namespace() {
  local pid
  for pid in $(ip netns pids "$1" 2>/dev/null); do
    [[ $pid -eq $$ ]] || kill -KILL "$pid" 2>/dev/null || true
  done
  ip netns delete "$1" 2>/dev/null || true
}

# The process id that a leftover's name ends with: rr<what>-<pid> or rr<what><letter><pid>.
owner_of() { sed -n 's/^rr.*[^0-9]\([0-9]\{3,\}\)$/\1/p' <<<"$1"; }

# Removes the namespaces and interfaces of earlier runs whose process is gone.
remove_leftovers() {
  local name pid
  for name in $(ip netns list 2>/dev/null | awk '{print $1}'); do
    pid=$(owner_of "$name")
    if [[ -n $pid && ! -d /proc/$pid ]]; then remove_namespace "$name"; fi
  done
  for name in $(ip -o link show 2>/dev/null | sed -n 's/^[0-9]*: \(rr[^:@]*\).*/\1/p'); do
    pid=$(owner_of "$name")
    if [[ -n $pid && ! -d /proc/$pid ]]; then ip link delete "$name" 2>/dev/null || true; fi
  done
}
