package io.ringroad.fastpath.tcp.config;

import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import java.util.Objects;

/**
 * Settings of congestion control. Immutable.
 *
 * @param algorithm what sockets without TCP_CONGESTION use
 * @param ecn whether connections use ECN; an algorithm that needs it asks for it whatever this says
 * @param slowStartAfterIdle the window shrinks while nothing is sent, RFC 5681 4.1
 */
public record CongestionConfig(
    CongestionAlgorithm algorithm, EcnMode ecn, boolean slowStartAfterIdle) {

  /** Linux's defaults. */
  public static final CongestionConfig DEFAULTS =
      new CongestionConfig(CongestionAlgorithm.CUBIC, EcnMode.ANSWER, true);

  public CongestionConfig {
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(ecn, "ecn");
  }

  /** These settings with another algorithm. */
  public CongestionConfig with(CongestionAlgorithm algorithm) {
    return new CongestionConfig(algorithm, ecn, slowStartAfterIdle);
  }

  /** These settings with another use of ECN. */
  public CongestionConfig with(EcnMode ecn) {
    return new CongestionConfig(algorithm, ecn, slowStartAfterIdle);
  }
}
