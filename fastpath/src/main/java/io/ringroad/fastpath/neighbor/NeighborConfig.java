package io.ringroad.fastpath.neighbor;

import java.util.List;

/**
 * How neighbours are resolved and remembered, those of ARP and those of Neighbour Discovery. The
 * defaults are Linux's; its name of a setting stands behind the meaning.
 *
 * @param baseReachableNs about how long a neighbour is taken to be reachable after it proved to be;
 *     each table takes a random time of half to one and a half of it (base_reachable_time)
 * @param delayFirstProbeNs how long higher layers have to tell that a stale neighbour is still
 *     there before it is asked (delay_first_probe_time)
 * @param retransmitNs time between requests to one neighbour (retrans_time)
 * @param multicastSolicits requests to all, without an answer, after which a neighbour is
 *     unreachable (mcast_solicit)
 * @param unicastSolicits requests to itself, without an answer, after which one is (ucast_solicit)
 * @param idleNs how long nobody has sent to a neighbour that may be forgotten for others
 *     (gc_stale_time)
 * @param keptNeighbors neighbours that are never too many, however idle (gc_thresh1)
 * @param maxNeighbors most neighbours of an interface (gc_thresh3)
 * @param maxParked frames that wait for one neighbour
 * @param maxParkedInAll frames that wait for the neighbours of an interface; an eighth of the
 *     pool's frames if that is less
 * @param permanent neighbours that are known from the start and never change
 */
public record NeighborConfig(
    long baseReachableNs,
    long delayFirstProbeNs,
    long retransmitNs,
    int multicastSolicits,
    int unicastSolicits,
    long idleNs,
    int keptNeighbors,
    int maxNeighbors,
    int maxParked,
    int maxParkedInAll,
    List<StaticNeighbor> permanent) {
  private static final long SECOND = 1_000_000_000L;

  /** The most that {@link #maxNeighbors} can be. */
  public static final int MOST_NEIGHBORS = 1 << 20;

  /** As Linux: 30 s, 5 s, 1 s, 3 and 3 requests, 60 s, 128 and 1024 neighbours; 64 frames, 512. */
  public static final NeighborConfig DEFAULT =
      new NeighborConfig(
          30 * SECOND, 5 * SECOND, SECOND, 3, 3, 60 * SECOND, 128, 1024, 64, 512, List.of());

  /** Checks that the values make sense together. */
  public NeighborConfig {
    permanent = List.copyOf(permanent);
    if (baseReachableNs < 1 || delayFirstProbeNs < 1 || retransmitNs < 1 || idleNs < 1) {
      throw new IllegalArgumentException("neighbour times must be positive");
    }
    if (multicastSolicits < 1 || unicastSolicits < 1 || maxParked < 1 || keptNeighbors < 0) {
      throw new IllegalArgumentException("neighbour limits must be at least 1");
    }
    if (maxNeighbors < 1 || maxNeighbors > MOST_NEIGHBORS) {
      throw new IllegalArgumentException(
          "neighbours must be 1 to " + MOST_NEIGHBORS + ", not " + maxNeighbors);
    }
    if (permanent.size() > maxNeighbors / 2) {
      throw new IllegalArgumentException("at most half of the neighbours can be static");
    }
    if (maxParkedInAll < maxParked) {
      throw new IllegalArgumentException("as many frames must wait for all as for one neighbour");
    }
  }

  /** The same with another limit on how many neighbours an interface has. */
  public NeighborConfig withMaxNeighbors(int most) {
    return with(most, permanent);
  }

  /** The same with other static neighbours. */
  public NeighborConfig withPermanent(List<StaticNeighbor> neighbors) {
    return with(maxNeighbors, neighbors);
  }

  private NeighborConfig with(int most, List<StaticNeighbor> neighbors) {
    return new NeighborConfig(
        baseReachableNs,
        delayFirstProbeNs,
        retransmitNs,
        multicastSolicits,
        unicastSolicits,
        idleNs,
        keptNeighbors,
        most,
        maxParked,
        maxParkedInAll,
        neighbors);
  }
}
