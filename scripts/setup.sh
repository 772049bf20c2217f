#!/usr/bin/env bash
# Installs what building, testing and the demo need: DPDK with its drivers and headers, Maven, a C compiler for the
# layout test, the network tools, and a font for the plots. Installs only what is missing; a second run changes
# nothing. A JDK is not installed, only looked for.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/lib.sh
source scripts/lib.sh

# Each line: a command or file that shows the package is there, and the Debian package that brings it.
# libdpdk-dev brings every driver (librte-net-*), as each is a dependency of it; dpdk-dev brings dpdk-testpmd.
readonly NEEDED='
mvn                                   maven
gcc                                   gcc
/usr/include/stdio.h                  libc6-dev
/usr/include/dpdk/rte_ethdev.h        libdpdk-dev
dpdk-testpmd                          dpdk-dev
dpdk-devbind.py                       dpdk
ip                                    iproute2
nsenter                               util-linux
ethtool                               ethtool
nft                                   nftables
ping                                  iputils-ping
nc                                    netcat-openbsd
curl                                  curl
iperf3                                iperf3
tcpdump                               tcpdump
traceroute                            traceroute
radvd                                 radvd
dnsmasq                               dnsmasq-base
sysctl                                procps
fc-list                               fontconfig
/usr/share/fonts/truetype/dejavu      fonts-dejavu-core
'

missing_packages() {
  local probe package
  while read -r probe package; do
    case $probe in
      '') ;;
      /*) [[ -e $probe ]] || printf '%s\n' "$package" ;;
      # Tools of the administrator may live outside a plain user's PATH.
      *) PATH="$PATH:/usr/sbin:/sbin" command -v "$probe" >/dev/null || printf '%s\n' "$package" ;;
    esac
  done <<<"$NEEDED"
}

install_packages() {
  local command="apt-get install $*" sudo=()
  command -v apt-get >/dev/null || die "needs the packages $* (Debian's names), and this system has no apt-get: install them by hand."
  if [[ $EUID -ne 0 ]]; then
    sudo -n true 2>/dev/null || die "may not install packages: run 'sudo $command' and start again."
    sudo=(sudo -n)
  fi
  local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  local log
  log=$(mktemp)
  say "Installing $* ..."
  # The package lists are fetched only where those at hand do not do: none yet, or out of date.
  if ! "${apt[@]}" install --yes --no-install-recommends "$@" </dev/null >"$log" 2>&1; then
    if ! "${apt[@]}" update </dev/null >>"$log" 2>&1 ||
      ! "${apt[@]}" install --yes --no-install-recommends "$@" </dev/null >>"$log" 2>&1; then
      tail -n 5 "$log" >&2
      rm -f "$log"
      die "could not install $*: apt-get's last words are above (is this machine offline?)."
    fi
  fi
  rm -f "$log"
}

use_jdk
mapfile -t missing < <(missing_packages)
if ((${#missing[@]} > 0)); then
  install_packages "${missing[@]}"
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} == 0)) || die "${missing[*]} did not bring what is needed: is this Debian 12?"
fi
