package io.ringroad.shim.option;

import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import java.lang.foreign.MemorySegment;

/** A socket of AF_INET, as far as its options go. */
public interface InetOptionTarget extends OptionTarget {
  /** Whether the socket has a peer. */
  boolean connected();

  /** The congestion control that the socket uses (TCP_CONGESTION). */
  CongestionAlgorithm congestion();

  /** Largest payload of a segment, bytes (TCP_MAXSEG). */
  int segmentBytes();

  /** Fills a zeroed {@code struct tcp_info} (TCP_INFO). */
  void describe(MemorySegment tcpInfo);
}
