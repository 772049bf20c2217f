package io.ringroad.shim.option;

import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import java.lang.foreign.MemorySegment;

/** A socket of AF_INET or AF_INET6, as far as its options go. */
public interface InetOptionTarget extends OptionTarget {
  /** Whether the socket has a peer. */
  boolean connected();

  /** The upper half of the peer's address. */
  long peerHigh();

  /** The lower half. */
  long peerLow();

  /** Whether the socket has a port, or what stands for one (IPV6_V6ONLY). */
  boolean hasPort();

  /** The congestion control that the socket uses (TCP_CONGESTION). */
  CongestionAlgorithm congestion();

  /** The largest packet on the way to the peer, bytes (IP_MTU). */
  int pathMtuBytes();

  /** Forgets the errors that wait to be received with MSG_ERRQUEUE. */
  void forgetErrors();

  /** Sends what UDP_CORK has held back. */
  void uncork();

  /** The socket as a member of groups, null if it can be none. */
  MulticastTarget multicast();

  /** Largest payload of a segment, bytes (TCP_MAXSEG). */
  int segmentBytes();

  /** Fills a zeroed {@code struct tcp_info} (TCP_INFO). */
  void describe(MemorySegment tcpInfo);
}
