package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at a router advertisement (RFC 4861 4.2, RFC 4191 2.2), up to its options.
 *
 * <pre>
 *   +---------------+---------------+-------------------------------+
 *   | 134           | 0             | checksum                      |  0
 *   +---------------+-+-+-+---+-----+-------------------------------+
 *   | hop limit     |M|O|H|Prf|     | router lifetime, s            |  4
 *   +---------------+-+-+-+---+-----+-------------------------------+
 *   | reachable time, ms                                            |  8
 *   +---------------------------------------------------------------+
 *   | retransmission timer, ms                                      | 12
 *   +---------------------------------------------------------------+ 16
 * </pre>
 */
public final class RouterAdvertisement {
  /** Bytes up to the options. */
  public static final int LENGTH = 16;

  private static final int PREFERENCE_SHIFT = 3;
  private static final int RESERVED_PREFERENCE = 2;

  private long address;

  /** Looks at the message at {@code address}. */
  public RouterAdvertisement wrap(long address) {
    this.address = address;
    return this;
  }

  /** Seconds that it is a default router; 0 if it is none. */
  public int routerLifetime() {
    return NativeMemory.getUnsignedShortBe(address + 6);
  }

  /** How much the router is preferred to others: 1, 0 or -1 (RFC 4191 2.1). */
  public int preference() {
    int bits = NativeMemory.getUnsignedByte(address + 5) >>> PREFERENCE_SHIFT & 3;
    if (bits == RESERVED_PREFERENCE) {
      return 0; // RFC 4191 2.2: treated as medium
    }
    return bits == 3 ? -1 : bits;
  }

  /** Milliseconds, 0 if it does not say. */
  public long reachableTimeMs() {
    return NativeMemory.getUnsignedIntBe(address + 8);
  }

  /** Milliseconds, 0 if it does not say. */
  public long retransmitTimeMs() {
    return NativeMemory.getUnsignedIntBe(address + 12);
  }
}
