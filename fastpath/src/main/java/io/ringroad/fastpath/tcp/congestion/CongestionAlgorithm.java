package io.ringroad.fastpath.tcp.congestion;

/** The algorithms that TCP_CONGESTION knows by name. */
public enum CongestionAlgorithm {
  /** RFC 9438 with RFC 9406. */
  CUBIC("cubic", false),
  /** RFC 5681 with RFC 6582. */
  RENO("reno", false),
  /** RFC 8257. */
  DCTCP("dctcp", true);

  private static final CongestionAlgorithm[] ALL = values();

  private final String label;
  private final boolean needsEcn;

  CongestionAlgorithm(String label, boolean needsEcn) {
    this.label = label;
    this.needsEcn = needsEcn;
  }

  /** The name that TCP_CONGESTION knows. */
  public String label() {
    return label;
  }

  /** Whether it negotiates ECN whatever the engine's setting, and marks all its packets ECT. */
  public boolean needsEcn() {
    return needsEcn;
  }

  /** The algorithm of a name; null if there is none. */
  public static CongestionAlgorithm named(String name) {
    for (CongestionAlgorithm algorithm : ALL) {
      if (algorithm.label.equals(name)) {
        return algorithm;
      }
    }
    return null;
  }

  /** What the socket option's value says: 0 is the engine's default, n the n-th algorithm. */
  public static CongestionAlgorithm ofOption(int value, CongestionAlgorithm engineDefault) {
    return value == 0 ? engineDefault : ALL[value - 1];
  }

  /** The socket option's value that stands for this algorithm. */
  public int optionValue() {
    return ordinal() + 1;
  }

  /** A connection's own instance. */
  public CongestionControl create(CongestionWindow window) {
    return switch (this) {
      case CUBIC -> new Cubic(window);
      case RENO -> new NewReno(window);
      case DCTCP -> new Dctcp(window);
    };
  }
}
