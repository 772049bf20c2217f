package io.ringroad.fastpath.tcp.config;

/**
 * The settings of listeners and of TCP Fast Open, which all connections of an engine share.
 * Immutable. {@link #DEFAULTS} are Linux's.
 *
 * @param synCookies Linux's tcp_syncookies: 0 never, 1 when a listener's SYN queue is full, 2
 *     always. RFC 4987 3.6
 * @param maxSynBacklog Linux's tcp_max_syn_backlog: with {@code synCookies} 0, a listener's SYN
 *     queue takes nobody any more when only a quarter of so many places is left
 * @param abortOnOverflow Linux's tcp_abort_on_overflow: reset a peer for whom the accept queue has
 *     no room, instead of letting it try again
 * @param fastOpen Linux's tcp_fastopen: a sum of {@link #FAST_OPEN_CLIENT} and its like
 */
public record HandshakeConfig(
    int synCookies, int maxSynBacklog, boolean abortOnOverflow, int fastOpen) {

  /** Send data in SYNs. RFC 7413. */
  public static final int FAST_OPEN_CLIENT = 1;

  /** Take data in SYNs, on listeners with TCP_FASTOPEN. RFC 7413. */
  public static final int FAST_OPEN_SERVER = 2;

  /** Send data in SYNs without a cookie; for networks where nobody forges addresses. */
  public static final int FAST_OPEN_CLIENT_NO_COOKIE = 4;

  /** Take data in SYNs without a cookie; for networks where nobody forges addresses. */
  public static final int FAST_OPEN_SERVER_NO_COOKIE = 0x200;

  /** Linux's defaults. */
  public static final HandshakeConfig DEFAULTS =
      new HandshakeConfig(1, 4_096, false, FAST_OPEN_CLIENT);

  /** Checks the ranges. */
  public HandshakeConfig {
    if (synCookies < 0 || synCookies > 2 || maxSynBacklog < 1) {
      throw new IllegalArgumentException("SYN cookies must be 0, 1 or 2, and the SYN backlog >= 1");
    }
  }

  /** These settings with others for SYN cookies and for a full accept queue. */
  public HandshakeConfig withQueues(int synCookies, boolean abortOnOverflow) {
    return new HandshakeConfig(synCookies, maxSynBacklog, abortOnOverflow, fastOpen);
  }

  /** These settings with another sum of Fast Open flags. */
  public HandshakeConfig withFastOpen(int fastOpen) {
    return new HandshakeConfig(synCookies, maxSynBacklog, abortOnOverflow, fastOpen);
  }

  public boolean allows(int fastOpenFlag) {
    return (fastOpen & fastOpenFlag) != 0;
  }
}
