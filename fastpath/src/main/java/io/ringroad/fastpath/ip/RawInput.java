package io.ringroad.fastpath.ip;

import io.ringroad.pmd.Frame;

/**
 * Raw sockets, as the IP layer calls them on the lane's thread: before the transport sees a packet,
 * and beside it (Linux's {@code raw_local_deliver}).
 */
public interface RawInput {
  /** Whether packets of a protocol, 0 to 255, have to be shown to {@link #onPacket}. */
  boolean listensTo(int protocol);

  /**
   * Delivers a packet to the raw sockets that it is for. The frame's data begins at the transport
   * header, the IP header lies before it.
   *
   * @param wanted whether a transport waits for the frame: it is then still the caller's,
   *     unchanged; sockets get copies
   * @return whether a raw socket took the packet; if so, and it was not wanted, the frame is gone
   */
  boolean onPacket(Frame frame, IpPacket packet, boolean wanted, long nowNs);

  /** Learns that a packet of this host did not arrive, whatever protocol sent it. */
  void onError(IcmpError error, long nowNs);
}
