package io.ringroad.fastpath.tcp.config;

/**
 * The settings of connections that are closed, or that may be dead, which all connections of an
 * engine share. Immutable. {@link #DEFAULTS} are Linux's.
 *
 * @param maxOrphans Linux's tcp_max_orphans: most connections of a lane whose socket is closed and
 *     that have not come to their end; one more is reset
 * @param timeWaitReuse Linux's tcp_tw_reuse: whether connect() may take over a four-tuple in
 *     TIME-WAIT: 0 never, 1 always, 2 between addresses of this host. RFC 6191
 * @param timeWaitReuseDelayNs how long TIME-WAIT must have lasted before that
 * @param ignoreResetsInTimeWait Linux's tcp_rfc1337: a reset does not end TIME-WAIT. RFC 1337
 * @param mtuProbing Linux's tcp_mtu_probing: find out what the path carries when nobody reports it:
 *     0 never, 1 after a black hole was found, 2 always. RFC 4821
 * @param baseMss Linux's tcp_base_mss: the MSS to begin with then, bytes
 */
public record LifetimeConfig(
    int maxOrphans,
    int timeWaitReuse,
    long timeWaitReuseDelayNs,
    boolean ignoreResetsInTimeWait,
    int mtuProbing,
    int baseMss) {

  /** Linux's tcp_min_snd_mss: a peer can't make this side send one byte at a time. */
  public static final int MIN_MSS = 48;

  /** Linux's defaults. */
  public static final LifetimeConfig DEFAULTS =
      new LifetimeConfig(65_536, 2, 1_000_000_000L, false, 0, 1_024);

  /** Checks the ranges. */
  public LifetimeConfig {
    if (maxOrphans < 0 || timeWaitReuse < 0 || timeWaitReuse > 2 || timeWaitReuseDelayNs < 0) {
      throw new IllegalArgumentException("orphans >= 0, TIME-WAIT reuse 0, 1 or 2 after >= 0 ns");
    }
    if (mtuProbing < 0 || mtuProbing > 2 || baseMss < MIN_MSS) {
      throw new IllegalArgumentException("MTU probing must be 0, 1 or 2, the base MSS >= 48");
    }
  }

  /** These settings with another limit of orphans. */
  public LifetimeConfig withMaxOrphans(int maxOrphans) {
    return new LifetimeConfig(
        maxOrphans,
        timeWaitReuse,
        timeWaitReuseDelayNs,
        ignoreResetsInTimeWait,
        mtuProbing,
        baseMss);
  }

  /** These settings with others for TIME-WAIT. */
  public LifetimeConfig withTimeWait(int timeWaitReuse, boolean ignoreResetsInTimeWait) {
    return new LifetimeConfig(
        maxOrphans,
        timeWaitReuse,
        timeWaitReuseDelayNs,
        ignoreResetsInTimeWait,
        mtuProbing,
        baseMss);
  }

  /** These settings with other ones for finding out what the path carries. */
  public LifetimeConfig withMtuProbing(int mtuProbing, int baseMss) {
    return new LifetimeConfig(
        maxOrphans,
        timeWaitReuse,
        timeWaitReuseDelayNs,
        ignoreResetsInTimeWait,
        mtuProbing,
        baseMss);
  }
}
