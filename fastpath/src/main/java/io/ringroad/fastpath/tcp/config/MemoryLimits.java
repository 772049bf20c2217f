package io.ringroad.fastpath.tcp.config;

/**
 * How much memory a connection may hold: Linux's tcp_rmem, tcp_wmem and tcp_moderate_rcvbuf, and
 * when a silent connection lets go of what it does not need. Immutable.
 *
 * @param receiveDefaultBytes receive buffer of a new connection, tcp_rmem[1]; half of it is offered
 *     as a window, the other half stands for what frames cost beyond their payload
 * @param receiveMaxBytes what tuning lets it grow to, tcp_rmem[2]; the window scale is chosen for
 *     it
 * @param sendDefaultBytes send buffer of a new connection, tcp_wmem[1]
 * @param sendMaxBytes what tuning lets it grow to, tcp_wmem[2]
 * @param tuneReceive grow receive buffers with what applications read in a round trip
 * @param idleAfterNs silence after which an established connection is put to sleep
 */
public record MemoryLimits(
    int receiveDefaultBytes,
    int receiveMaxBytes,
    int sendDefaultBytes,
    int sendMaxBytes,
    boolean tuneReceive,
    long idleAfterNs) {

  private static final int MIN_BYTES = 4_096;
  private static final int MAX_BYTES = 1 << 30; // RFC 7323 2.3: a window is at most 2^30 bytes

  /** Linux's, as they were before 6.16 raised tcp_rmem[2]; ten seconds of silence are idleness. */
  public static final MemoryLimits DEFAULTS =
      new MemoryLimits(131_072, 6_291_456, 16_384, 4_194_304, true, 10_000_000_000L);

  /** Checks the ranges. */
  public MemoryLimits {
    require(
        receiveDefaultBytes >= MIN_BYTES
            && receiveDefaultBytes <= receiveMaxBytes
            && receiveMaxBytes <= MAX_BYTES,
        "4096 <= receiveDefaultBytes <= receiveMaxBytes <= 2^30");
    require(
        sendDefaultBytes >= MIN_BYTES
            && sendDefaultBytes <= sendMaxBytes
            && sendMaxBytes <= MAX_BYTES,
        "4096 <= sendDefaultBytes <= sendMaxBytes <= 2^30");
    require(idleAfterNs > 0, "idleAfterNs > 0");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("TCP memory limits must satisfy: " + what);
    }
  }

  /** These limits with other sizes of receive buffers. */
  public MemoryLimits withReceive(int defaultBytes, int maxBytes) {
    return new MemoryLimits(
        defaultBytes, maxBytes, sendDefaultBytes, sendMaxBytes, tuneReceive, idleAfterNs);
  }

  /** These limits with other sizes of send buffers. */
  public MemoryLimits withSend(int defaultBytes, int maxBytes) {
    return new MemoryLimits(
        receiveDefaultBytes, receiveMaxBytes, defaultBytes, maxBytes, tuneReceive, idleAfterNs);
  }

  /** These limits with another idea of when a connection is idle. */
  public MemoryLimits withIdleAfter(long idleAfterNs) {
    return new MemoryLimits(
        receiveDefaultBytes,
        receiveMaxBytes,
        sendDefaultBytes,
        sendMaxBytes,
        tuneReceive,
        idleAfterNs);
  }
}
