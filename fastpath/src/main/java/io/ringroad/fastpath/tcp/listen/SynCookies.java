package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.SipHash;
import io.ringroad.fastpath.tcp.handshake.PeerSyn;

/**
 * SYN cookies: an initial sequence number that is itself the memory of the handshake, for a
 * listener whose SYN queue is full. RFC 4987 3.6, in Linux's form:
 *
 * <pre>
 *   ISN = F(addresses, ports) + SEG.SEQ + minutes * 2^24 + (F'(addresses, ports, minutes) + mss) mod 2^24
 *
 *   TSval of the SYN-ACK   | milliseconds, not beyond now  | E | S | shift |
 *                          +-------------------------------+---+---+-------+
 *                           31                           6   5   4 3     0
 * </pre>
 *
 * <p>F and F' are keyed hashes (SipHash), mss is an index of four values, S says that the peer
 * allows SACK, E that ECN is agreed on, and a shift of 15 that it does not scale its window. A
 * cookie is good for two minutes. Immutable.
 */
public final class SynCookies {

  private static final long MINUTE_NS = 60_000_000_000L;

  /** Minutes for which a cookie is good; so long a listener remembers that it has sent some. */
  private static final int MAX_AGE = 2;

  private static final int COUNT_SHIFT = 24;
  private static final int DATA_MASK = (1 << COUNT_SHIFT) - 1;

  /** The values that occur most, as measured for Linux: the largest not above the peer's counts. */
  private static final int[] MSS = {536, 1_300, 1_440, 1_460};

  private static final int OPTION_BITS = 6;
  private static final int SHIFT_MASK = 0xF;
  private static final int SACK_BIT = 1 << 4;
  private static final int ECN_BIT = 1 << 5;

  private final SipHash first;
  private final SipHash second;

  public SynCookies(SipHash first, SipHash second) {
    this.first = first;
    this.second = second;
  }

  /** The initial sequence number of a SYN-ACK for a SYN of {@code peerIss}. */
  int sequence(Endpoint tuple, int peerIss, int peerMss, long nowNs) {
    int count = (int) (nowNs / MINUTE_NS);
    int index = MSS.length - 1;
    while (index > 0 && MSS[index] > peerMss) {
      index--;
    }
    int data = hash(second, tuple, count) + index & DATA_MASK;
    return hash(first, tuple, 0) + peerIss + (count << COUNT_SHIFT) + data;
  }

  /** The MSS that a cookie remembers, 0 if this host did not make it or it is too old. */
  int mss(Endpoint tuple, int peerIss, int cookie, long nowNs) {
    int rest = cookie - hash(first, tuple, 0) - peerIss;
    int now = (int) (nowNs / MINUTE_NS);
    int age = now - (rest >>> COUNT_SHIFT) & 0xFF;
    if (age >= MAX_AGE) {
      return 0;
    }
    int index = rest - hash(second, tuple, now - age) & DATA_MASK;
    return index < MSS.length ? MSS[index] : 0;
  }

  /** Whether the listener has sent cookies of which one may still come back. */
  static boolean mayComeBack(TcpListener listener, long nowNs) {
    return nowNs - listener.lastCookieNs < MAX_AGE * MINUTE_NS;
  }

  /** The timestamp clock's value, before the offset, with the options of a SYN in its low bits. */
  static int timestamp(PeerSyn syn, int clock) {
    int shift = syn.windowScale < 0 ? SHIFT_MASK : syn.windowScale;
    int options = shift | (syn.sackPermitted ? SACK_BIT : 0) | (syn.ecnSetup ? ECN_BIT : 0);
    int value = clock >>> OPTION_BITS << OPTION_BITS | options;
    // Not beyond now, or a later timestamp of this connection would seem older.
    return value - clock > 0 ? value - (1 << OPTION_BITS) : value;
  }

  /** Reads the options out of an echoed timestamp, the offset taken off. */
  static void restore(PeerSyn syn, int echo) {
    int shift = echo & SHIFT_MASK;
    syn.windowScale = shift == SHIFT_MASK ? -1 : shift;
    syn.sackPermitted = (echo & SACK_BIT) != 0;
    syn.ecnSetup = (echo & ECN_BIT) != 0;
  }

  private static int hash(SipHash function, Endpoint t, int count) {
    long last = (long) count << Integer.SIZE | t.ports & 0xFFFF_FFFFL;
    return (int) function.hash(t.localHigh, t.localLow, t.remoteHigh, t.remoteLow, last);
  }
}
