package io.ringroad.fastpath.ip;

import io.ringroad.pmd.Frame;

/** A version of IP, as the loopback calls it on the lane's thread. */
public interface LoopbackInput {
  /** Takes a packet that this host sent to itself; the frame's data begins at the IP header. */
  void onLoopback(Frame frame, long nowNs);
}
