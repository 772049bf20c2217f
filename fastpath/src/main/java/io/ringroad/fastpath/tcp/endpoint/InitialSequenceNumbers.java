package io.ringroad.fastpath.tcp.endpoint;

import io.ringroad.fastpath.wire.FastOpenCookie;

/**
 * Initial sequence numbers and timestamp offsets that a stranger cannot guess. RFC 6528: ISN = M +
 * F(localip, localport, remoteip, remoteport, secretkey), M a clock of 4 microseconds. Immutable;
 * one per engine, so that every lane gives a four-tuple the same function.
 */
public final class InitialSequenceNumbers {

  private static final long ISN_TICK_NS = 4_000;
  private static final long TIMESTAMP_DOMAIN = 0x7473L;
  private static final long FAST_OPEN_DOMAIN = 0x666fL;

  private final SipHash hash;

  /** The two words are the secret of RFC 6528 3; they must come from a cryptographic source. */
  public InitialSequenceNumbers(long secret0, long secret1) {
    this.hash = new SipHash(secret0, secret1);
  }

  /** The initial sequence number of a connection of this four-tuple, opened at {@code nowNs}. */
  public int isn(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort,
      long nowNs) {
    // RFC 6528 3: M advances by one every 4 us, so that a reincarnation starts above its
    // predecessor.
    int clock = (int) (nowNs / ISN_TICK_NS);
    long ports = (long) localPort << 16 | remotePort;
    return clock + (int) hash.hash(localHigh, localLow, remoteHigh, remoteLow, ports);
  }

  /**
   * The offset added to the millisecond clock in TSval. RFC 7323 5.4 wants it random per
   * connection; made of the addresses alone it also grows from one connection of a pair of hosts to
   * the next, which lets a peer in TIME-WAIT accept the new one (RFC 6191 2).
   */
  public int timestampOffset(long localHigh, long localLow, long remoteHigh, long remoteLow) {
    return (int) hash.hash(localHigh, localLow, remoteHigh, remoteLow, TIMESTAMP_DOMAIN << 32);
  }

  /**
   * The Fast Open cookie that a server gives to a peer: a keyed hash of the addresses, RFC 7413
   * 4.1.2.
   *
   * @param own the listener's key, null for the engine's
   */
  public FastOpenCookie fastOpenCookie(SipHash own, Endpoint t) {
    SipHash function = own == null ? hash : own;
    long value =
        function.hash(
            t.localHigh, t.localLow, t.remoteHigh, t.remoteLow, FAST_OPEN_DOMAIN << Integer.SIZE);
    return new FastOpenCookie(FastOpenCookie.OWN_LENGTH, value, 0);
  }

  public int isn(Endpoint tuple, long nowNs) {
    return isn(
        tuple.localHigh,
        tuple.localLow,
        tuple.localPort(),
        tuple.remoteHigh,
        tuple.remoteLow,
        tuple.remotePort(),
        nowNs);
  }

  public int timestampOffset(Endpoint tuple) {
    return timestampOffset(tuple.localHigh, tuple.localLow, tuple.remoteHigh, tuple.remoteLow);
  }
}
