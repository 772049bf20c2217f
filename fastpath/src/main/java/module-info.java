/** Protocols, run to completion on share-nothing lanes. Knows no file descriptor. */
module io.ringroad.fastpath {
  requires transitive io.ringroad.pmd;
  requires transitive org.agrona;

  exports io.ringroad.fastpath;
  exports io.ringroad.fastpath.datagram;
  exports io.ringroad.fastpath.discovery;
  exports io.ringroad.fastpath.fragment;
  exports io.ringroad.fastpath.dhcp;
  exports io.ringroad.fastpath.group;
  exports io.ringroad.fastpath.icmp;
  exports io.ringroad.fastpath.ip;
  exports io.ringroad.fastpath.ip6;
  exports io.ringroad.fastpath.link;
  exports io.ringroad.fastpath.membership;
  exports io.ringroad.fastpath.neighbor;
  exports io.ringroad.fastpath.ping;
  exports io.ringroad.fastpath.raw;
  exports io.ringroad.fastpath.route;
  exports io.ringroad.fastpath.stats;
  exports io.ringroad.fastpath.lane;
  exports io.ringroad.fastpath.socket;
  exports io.ringroad.fastpath.tcp.config;
  exports io.ringroad.fastpath.tcp.congestion;
  exports io.ringroad.fastpath.timer;
  exports io.ringroad.fastpath.udp;
  exports io.ringroad.fastpath.wire;
}
