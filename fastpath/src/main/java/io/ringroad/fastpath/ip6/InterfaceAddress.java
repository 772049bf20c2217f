package io.ringroad.fastpath.ip6;

/** An address of an interface, and whether new connections should come from another. */
final class InterfaceAddress {
  private final long high;
  private final long low;
  private final int prefixLength;
  private boolean deprecated;

  InterfaceAddress(long high, long low, int prefixLength) {
    this.high = high;
    this.low = low;
    this.prefixLength = prefixLength;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  int prefixLength() {
    return prefixLength;
  }

  boolean isDeprecated() {
    return deprecated;
  }

  void deprecated(boolean isSo) {
    deprecated = isSo;
  }

  boolean is(long otherHigh, long otherLow) {
    return low == otherLow && high == otherHigh;
  }
}
