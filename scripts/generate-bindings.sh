#!/usr/bin/env bash
# Regenerates io.ringroad.ffm.dpdk.raw from the installed DPDK headers.
# Needs jextract (PATH or $JEXTRACT), pkg-config and the headers. The build itself needs none of them.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
input=$root/ffm-bindings/src/main/jextract
output=$root/ffm-bindings/src/main/jextract-generated/java
package=io.ringroad.ffm.dpdk.raw
abi=23

fail() {
  echo "generate-bindings: $*" >&2
  exit 1
}

jextract=${JEXTRACT:-jextract}
command -v "$jextract" >/dev/null \
  || fail "'$jextract' is not a command: put jextract on PATH or name it in \$JEXTRACT (https://jdk.java.net/jextract/)."
command -v pkg-config >/dev/null || fail "pkg-config is missing: install it with 'apt-get install pkg-config'."
pkg-config --exists libdpdk || fail "DPDK's headers are missing: install them with 'apt-get install libdpdk-dev'."
version=$(pkg-config --modversion libdpdk)
[[ $version == 22.11.* ]] || fail "the headers are of DPDK $version, but the bindings are for 22.11 (ABI $abi)."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# jextract hands the lines of this file to clang: include folders, and the -march that the SSE code in the headers needs.
pkg-config --cflags libdpdk | xargs -n1 >"$work/compile_flags.txt"

libraries=()
for name in eal mbuf mempool ethdev; do
  libraries+=(--library ":librte_$name.so.$abi")
done

# generate CLASS FILTER [OPTION...]: one jextract run.
generate() {
  local class=$1 filter=$2
  shift 2
  (cd "$work" && "$jextract" "@$input/$filter" "$@" --output "$work/java" \
    --target-package "$package" --header-class-name "$class" "$input/dpdk.h") \
    || fail "jextract could not read the headers of DPDK $version; its messages are above."
  [[ -f $work/java/${package//.//}/$class.java ]] || fail "jextract wrote no $class.java."
}

# Constants get a class of their own, without libraries: they must be readable where no DPDK is installed.
generate Dpdk symbols.args "${libraries[@]}"
generate DpdkConstants constants.args

rm -rf "$output"
mkdir -p "$output"
cp -r "$work/java/." "$output/"
echo "generate-bindings: wrote $(find "$output" -name '*.java' | wc -l) files from DPDK $version to ${output#"$root"/}."
