package io.ringroad.fastpath.tcp.config;

/** Whether connections use ECN, RFC 3168; the numbers are those of Linux's net.ipv4.tcp_ecn. */
public enum EcnMode {
  /** 0: never. */
  OFF,
  /** 1: asked for by this side's SYNs, and granted to peers that ask. */
  REQUEST,
  /** 2: granted to peers that ask. */
  ANSWER
}
