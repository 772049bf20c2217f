package io.ringroad.fastpath.tcp.config;

/** Settings in the making: those of another, but for what is set here. */
final class TcpConfigChange {

  private final TcpConfig from;
  private boolean windowScaling;
  private boolean timestamps;
  private long timeWaitNs;
  private long finWait2Ns;
  private int dataRetries;
  private int orphanRetries;
  private HandshakeConfig handshake;
  private LifetimeConfig lifetime;
  private CongestionConfig congestion;
  private MemoryLimits memory;
  private RecoveryConfig recovery;

  TcpConfigChange(TcpConfig from) {
    this.from = from;
    this.windowScaling = from.windowScaling();
    this.timestamps = from.timestamps();
    this.timeWaitNs = from.timeWaitNs();
    this.finWait2Ns = from.finWait2Ns();
    this.dataRetries = from.dataRetries();
    this.orphanRetries = from.orphanRetries();
    this.handshake = from.handshake();
    this.lifetime = from.lifetime();
    this.congestion = from.congestion();
    this.memory = from.memory();
    this.recovery = from.recovery();
  }

  TcpConfigChange options(boolean windowScaling, boolean timestamps) {
    this.windowScaling = windowScaling;
    this.timestamps = timestamps;
    return this;
  }

  TcpConfigChange closingTimes(long timeWaitNs, long finWait2Ns) {
    this.timeWaitNs = timeWaitNs;
    this.finWait2Ns = finWait2Ns;
    return this;
  }

  TcpConfigChange retries(int dataRetries, int orphanRetries) {
    this.dataRetries = dataRetries;
    this.orphanRetries = orphanRetries;
    return this;
  }

  TcpConfigChange handshake(HandshakeConfig handshake) {
    this.handshake = handshake;
    return this;
  }

  TcpConfigChange lifetime(LifetimeConfig lifetime) {
    this.lifetime = lifetime;
    return this;
  }

  TcpConfigChange congestion(CongestionConfig congestion) {
    this.congestion = congestion;
    return this;
  }

  TcpConfigChange memory(MemoryLimits memory) {
    this.memory = memory;
    return this;
  }

  TcpConfigChange recovery(RecoveryConfig recovery) {
    this.recovery = recovery;
    return this;
  }

  TcpConfig made() {
    return new TcpConfig(
        from.initialRtoNs(),
        from.fallbackRtoNs(),
        from.minRtoNs(),
        from.maxRtoNs(),
        from.synRetries(),
        from.synLinearRetries(),
        from.synAckRetries(),
        dataRetries,
        orphanRetries,
        from.delayedAckNs(),
        timeWaitNs,
        finWait2Ns,
        from.initialWindowSegments(),
        windowScaling,
        timestamps,
        from.maxTimeWaits(),
        from.challengeAcksPerSecond(),
        from.tableCapacity(),
        handshake,
        lifetime,
        congestion,
        recovery,
        memory);
  }
}
