package io.ringroad.fastpath.wire;

/** The two ECN bits of an IP header's TOS or traffic class. RFC 3168 5. */
public final class EcnCodepoint {

  /** The transport does not understand ECN. */
  public static final int NOT_ECT = 0;

  public static final int ECT_1 = 1;

  /** What senders set that understand ECN. */
  public static final int ECT_0 = 2;

  /** Congestion experienced: set by a router in place of a drop. */
  public static final int CE = 3;

  public static final int MASK = 3;

  private EcnCodepoint() {}

  /** The codepoint in a TOS or traffic class. */
  public static int of(int trafficClass) {
    return trafficClass & MASK;
  }
}
