package io.ringroad.fastpath.tcp.handshake;

import io.ringroad.fastpath.tcp.segment.Segment;
import io.ringroad.fastpath.wire.EcnCodepoint;
import io.ringroad.fastpath.wire.TcpHeader;

/**
 * What the peer's SYN said: read from the segment itself, remembered by the SYN queue, or told by a
 * SYN cookie. One object a lane, overwritten by the next. Owned by the lane.
 */
public final class PeerSyn {

  /** SEG.SEQ: the peer's initial sequence number. */
  public int seq;

  /** SEG.WND, which is never scaled in a SYN. RFC 7323 2.2. */
  public int window;

  /** The option Maximum Segment Size, 0 if there was none. */
  public int mss;

  /** The shift of the option Window Scale, -1 if there was none. */
  public int windowScale;

  /** An ECN-setup SYN or SYN-ACK. RFC 3168 6.1.1. */
  public boolean ecnSetup;

  /** It came with an ECN codepoint, which RFC 3168 6.1.1 forbids and RFC 8257 3.5 wants. */
  boolean ecnCapable;

  public boolean sackPermitted;
  public boolean timestamps;

  /** TSval, if there was the option. */
  public int timestampValue;

  /** Reads a segment with SYN. */
  public PeerSyn of(Segment seg) {
    seq = seg.seq;
    window = seg.wnd;
    int bits = seg.flags & (TcpHeader.ECE | TcpHeader.CWR);
    ecnSetup = bits == (seg.has(TcpHeader.ACK) ? TcpHeader.ECE : TcpHeader.ECE | TcpHeader.CWR);
    ecnCapable = seg.ecn != EcnCodepoint.NOT_ECT;
    mss = seg.options.mss();
    windowScale = seg.options.windowScale();
    sackPermitted = seg.options.sackPermitted();
    timestamps = seg.options.hasTimestamps();
    timestampValue = seg.options.timestampValue();
    return this;
  }

  /** Forgets all but the MSS, because a SYN cookie without timestamps tells nothing else. */
  public void dropOptions() {
    ecnSetup = false;
    ecnCapable = false;
    windowScale = -1;
    sackPermitted = false;
    timestamps = false;
    timestampValue = 0;
  }
}
