package io.ringroad.fastpath.tcp.handshake;

import io.ringroad.fastpath.wire.FastOpenCookie;
import io.ringroad.fastpath.wire.TcpOptions;

/**
 * The options of a SYN or SYN-ACK that is about to be sent, in Linux's order: MSS, SACK permitted,
 * timestamps, window scale, Fast Open. Set anew for each segment. Owned by the lane.
 */
public final class SynOptions {

  /** The value of the option Maximum Segment Size. RFC 9293 3.7.1. */
  public int mss;

  /** The option SACK Permitted is sent. RFC 2018 2. */
  public boolean sackPermitted;

  /** The Timestamps option is sent. RFC 7323 3.2. */
  public boolean timestamps;

  public int timestampValue;
  public int timestampEcho;

  /** The shift of the option Window Scale, -1 for no such option. RFC 7323 2.2. */
  public int windowScale;

  /** The Fast Open cookie, or the request for one; null for no such option. RFC 7413 4.1.1. */
  public FastOpenCookie fastOpen;

  public int length() {
    return TcpOptions.MSS_BYTES
        // With timestamps, SACK Permitted takes the place of their padding.
        + (timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0)
        + (sackPermitted && !timestamps ? TcpOptions.SACK_PERMITTED_BYTES : 0)
        + (windowScale >= 0 ? TcpOptions.WINDOW_SCALE_BYTES : 0)
        + (fastOpen == null ? 0 : TcpOptions.fastOpenBytes(fastOpen));
  }

  /** Writes {@link #length()} bytes. */
  public void write(long address) {
    long at = address;
    at += TcpOptions.writeMss(at, mss);
    if (sackPermitted && timestamps) {
      at += TcpOptions.writeSackPermittedAndTimestamps(at, timestampValue, timestampEcho);
    } else if (sackPermitted) {
      at += TcpOptions.writeSackPermitted(at);
    } else if (timestamps) {
      at += TcpOptions.writeTimestamps(at, timestampValue, timestampEcho);
    }
    if (windowScale >= 0) {
      at += TcpOptions.writeWindowScale(at, windowScale);
    }
    if (fastOpen != null) {
      TcpOptions.writeFastOpen(at, fastOpen);
    }
  }
}
