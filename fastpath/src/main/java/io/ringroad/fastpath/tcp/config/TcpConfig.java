package io.ringroad.fastpath.tcp.config;

/**
 * The settings that all connections of an engine share; what a socket can set for itself stands in
 * its options. Immutable. {@link #DEFAULTS} are Linux's, as far as they show on the wire.
 *
 * @param initialRtoNs retransmission timeout before the first measurement, RFC 6298 2.1
 * @param fallbackRtoNs the same for data when a SYN had to be repeated, RFC 6298 5.7
 * @param minRtoNs floor of the timeout's variance term
 * @param maxRtoNs ceiling of the timeout, RFC 6298 2.5
 * @param synRetries how often a SYN is repeated with a growing timeout
 * @param synLinearRetries how often a SYN is repeated before its timeout begins to grow
 * @param synAckRetries how often a SYN-ACK is repeated
 * @param dataRetries timeouts of data before giving up, counted as Linux's tcp_retries2: by the
 *     time that so many timeouts from the floor on would take
 * @param orphanRetries the same for a connection that the application has closed, as Linux's
 *     tcp_orphan_retries: 0 means 8, and none once timeouts can't grow any more
 * @param delayedAckNs how long an acknowledgment may wait, RFC 9293 3.8.6.3: below 500 ms
 * @param timeWaitNs length of TIME-WAIT, RFC 9293 3.6.1
 * @param finWait2Ns how long an orphan waits for the peer's FIN
 * @param initialWindowSegments the initial window, RFC 6928
 * @param windowScaling offer the Window Scale option, RFC 7323 2
 * @param timestamps offer the Timestamps option, RFC 7323 3
 * @param maxTimeWaits most connections of a lane in TIME-WAIT; beyond that they end at once
 * @param challengeAcksPerSecond most challenge acknowledgments of a lane in a second, RFC 5961 7
 * @param tableCapacity slots of the connection table to begin with, a power of two
 * @param handshake settings of listeners and of TCP Fast Open
 * @param lifetime settings of connections that are closed, or that may be dead
 * @param congestion settings of congestion control
 * @param recovery settings of loss recovery
 * @param memory how much memory connections may hold
 */
public record TcpConfig(
    long initialRtoNs,
    long fallbackRtoNs,
    long minRtoNs,
    long maxRtoNs,
    int synRetries,
    int synLinearRetries,
    int synAckRetries,
    int dataRetries,
    int orphanRetries,
    long delayedAckNs,
    long timeWaitNs,
    long finWait2Ns,
    int initialWindowSegments,
    boolean windowScaling,
    boolean timestamps,
    int maxTimeWaits,
    int challengeAcksPerSecond,
    int tableCapacity,
    HandshakeConfig handshake,
    LifetimeConfig lifetime,
    CongestionConfig congestion,
    RecoveryConfig recovery,
    MemoryLimits memory) {

  private static final long MILLISECOND_NS = 1_000_000L;
  private static final long SECOND_NS = 1_000_000_000L;

  /** Linux's defaults. */
  public static final TcpConfig DEFAULTS =
      new TcpConfig(
          SECOND_NS,
          3 * SECOND_NS,
          200 * MILLISECOND_NS,
          120 * SECOND_NS,
          6,
          4,
          5,
          15,
          0,
          40 * MILLISECOND_NS,
          60 * SECOND_NS,
          60 * SECOND_NS,
          10,
          true,
          true,
          65_536,
          1_000,
          1 << 10,
          HandshakeConfig.DEFAULTS,
          LifetimeConfig.DEFAULTS,
          CongestionConfig.DEFAULTS,
          RecoveryConfig.DEFAULTS,
          MemoryLimits.DEFAULTS);

  /** Checks the ranges. */
  public TcpConfig {
    require(minRtoNs > 0 && minRtoNs <= initialRtoNs, "0 < minRtoNs <= initialRtoNs");
    require(initialRtoNs <= maxRtoNs, "initialRtoNs <= maxRtoNs");
    require(delayedAckNs > 0 && delayedAckNs < SECOND_NS / 2, "0 < delayedAckNs < 500 ms");
    require(initialWindowSegments >= 1, "initialWindowSegments >= 1");
    require(synRetries >= 0 && synLinearRetries >= 0 && synAckRetries >= 0, "retries >= 0");
    require(dataRetries >= 1 && orphanRetries >= 0, "dataRetries >= 1, orphanRetries >= 0");
    require(timeWaitNs > 0 && finWait2Ns >= 0, "timeWaitNs > 0, finWait2Ns >= 0");
    require(Integer.bitCount(tableCapacity) == 1, "tableCapacity is a power of two");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("TCP settings must satisfy: " + what);
    }
  }

  /** These settings with other options offered in a SYN. */
  public TcpConfig withOptions(boolean windowScaling, boolean timestamps) {
    return new TcpConfigChange(this).options(windowScaling, timestamps).made();
  }

  /** These settings with another length of TIME-WAIT and of an orphan's FIN-WAIT-2. */
  public TcpConfig withClosingTimes(long timeWaitNs, long finWait2Ns) {
    return new TcpConfigChange(this).closingTimes(timeWaitNs, finWait2Ns).made();
  }

  /**
   * These settings with other limits of patience for data, before and after the application closed.
   */
  public TcpConfig withRetries(int dataRetries, int orphanRetries) {
    return new TcpConfigChange(this).retries(dataRetries, orphanRetries).made();
  }

  /** These settings with others for listeners and for TCP Fast Open. */
  public TcpConfig with(HandshakeConfig handshake) {
    return new TcpConfigChange(this).handshake(handshake).made();
  }

  /** These settings with others for connections that are closed, or that may be dead. */
  public TcpConfig with(LifetimeConfig lifetime) {
    return new TcpConfigChange(this).lifetime(lifetime).made();
  }

  /** These settings with others for congestion control. */
  public TcpConfig with(CongestionConfig congestion) {
    return new TcpConfigChange(this).congestion(congestion).made();
  }

  /** These settings with other limits of memory. */
  public TcpConfig with(MemoryLimits memory) {
    return new TcpConfigChange(this).memory(memory).made();
  }

  /** These settings with other ones for loss recovery. */
  public TcpConfig withRecovery(RecoveryConfig recovery) {
    return new TcpConfigChange(this).recovery(recovery).made();
  }
}
