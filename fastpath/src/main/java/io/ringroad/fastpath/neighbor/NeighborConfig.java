package io.ringroad.fastpath.neighbor;

/**
 * How neighbours are resolved and remembered.
 *
 * @param refreshNs time since the last confirmation after which a neighbour in use is probed
 * @param lifetimeNs time since the last confirmation after which one not in use is forgotten
 * @param retransmitNs time between requests to one neighbour; RFC 1122 2.3.2.1 asks for at least 1
 *     s
 * @param maxRequests requests without an answer after which a neighbour is unreachable
 * @param maxParked frames that wait for one neighbour
 * @param maxNeighbors neighbours in the table
 */
public record NeighborConfig(
    long refreshNs,
    long lifetimeNs,
    long retransmitNs,
    int maxRequests,
    int maxParked,
    int maxNeighbors) {
  private static final long SECOND = 1_000_000_000L;

  /**
   * Probe after 30 s, forget after 60 s, three requests a second apart, 64 frames, 1024 entries.
   */
  public static final NeighborConfig DEFAULT =
      new NeighborConfig(30 * SECOND, 60 * SECOND, SECOND, 3, 64, 1024);

  /** Checks that the values make sense together. */
  public NeighborConfig {
    if (retransmitNs < 1 || refreshNs < 1 || lifetimeNs < refreshNs) {
      throw new IllegalArgumentException(
          "neighbour times must be positive, and the lifetime at least the refresh time");
    }
    if (maxRequests < 1 || maxParked < 1 || maxNeighbors < 1) {
      throw new IllegalArgumentException("neighbour limits must be at least 1");
    }
  }
}
