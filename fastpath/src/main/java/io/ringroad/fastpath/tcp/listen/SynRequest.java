package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.handshake.PeerSyn;

/**
 * A handshake that a peer has begun: what its SYN said and what it was answered, in a fraction of a
 * connection's memory, so that a flood of SYNs fills nothing but a listener's SYN queue. It is in
 * SYN-RECEIVED. RFC 9293 3.10.7.2, RFC 4987 3.5. Owned by the lane.
 */
public final class SynRequest extends Endpoint {

  final TcpListener listener;

  /** The neighbours in the listener's queue. */
  SynRequest previous;

  SynRequest next;

  /** IRS and ISS. */
  final int irs;

  public final int iss;
  int tsRecent;
  final int timestampOffset;

  /** When the SYN-ACK was sent; {@code Handshake.NOT_MEASURED} if more than once. */
  long sentNs;

  /** When the SYN-ACK was sent first. */
  final long firstSentNs;

  /** When a repeated SYN, or a segment outside the window, was last answered. */
  long lastAnswerNs = Long.MIN_VALUE / 2;

  /** The window that the SYN-ACK offers, bytes. */
  final char window;

  /** The peer's window and MSS. */
  final char peerWindow;

  final char peerMss;

  /** The peer's window shift, -1 without one; and this side's. */
  final byte peerShift;

  final byte shift;

  /** ECN is agreed on, and in DCTCP's way. RFC 3168 6.1.1, RFC 8257. */
  final boolean ecn;

  final boolean exactEcn;
  final boolean sackPermitted;
  final boolean timestamps;

  /** SYN-ACKs sent again. */
  byte retransmissions;

  /** The SYN-ACK was acknowledged, but the connection had to wait: see {@link SynQueueArrival}. */
  boolean acknowledged;

  SynRequest(
      Endpoint tuple,
      TcpListener listener,
      PeerSyn syn,
      int iss,
      int timestampOffset,
      int windowBytes,
      int shift,
      boolean exactEcn,
      long sentNs) {
    super(tuple);
    this.listener = listener;
    this.irs = syn.seq;
    this.peerWindow = (char) syn.window;
    this.peerMss = (char) syn.mss;
    this.peerShift = (byte) syn.windowScale;
    this.ecn = syn.ecnSetup;
    this.exactEcn = exactEcn;
    this.sackPermitted = syn.sackPermitted;
    this.timestamps = syn.timestamps;
    this.tsRecent = syn.timestampValue;
    this.iss = iss;
    this.timestampOffset = timestampOffset;
    this.window = (char) windowBytes;
    this.shift = (byte) shift;
    this.sentNs = sentNs;
    this.firstSentNs = sentNs;
  }

  /** What the peer's SYN said, as far as it is known and was agreed to. */
  PeerSyn peerSyn(PeerSyn to) {
    to.seq = irs;
    to.window = peerWindow;
    to.ecnSetup = ecn;
    to.mss = peerMss;
    to.windowScale = peerShift;
    to.sackPermitted = sackPermitted;
    to.timestamps = timestamps;
    to.timestampValue = tsRecent;
    return to;
  }

  /** RCV.NXT. */
  int rcvNxt() {
    return irs + 1;
  }

  @Override
  protected void onExpiry(long nowNs) {
    listener.requests().onTimeout(this, nowNs);
  }
}
