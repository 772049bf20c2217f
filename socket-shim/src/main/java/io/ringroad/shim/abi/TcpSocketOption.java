package io.ringroad.shim.abi;

/** Options of level {@code IPPROTO_TCP} (tcp(7)). */
public final class TcpSocketOption {
  /** int: no Nagle. */
  public static final int TCP_NODELAY = 1;

  /** int: the largest segment, in bytes. */
  public static final int TCP_MAXSEG = 2;

  /** int: only full segments. */
  public static final int TCP_CORK = 3;

  /** int: seconds of idleness before the first probe. */
  public static final int TCP_KEEPIDLE = 4;

  /** int: seconds between probes. */
  public static final int TCP_KEEPINTVL = 5;

  /** int: probes before giving up. */
  public static final int TCP_KEEPCNT = 6;

  /** int: how often a SYN is repeated. */
  public static final int TCP_SYNCNT = 7;

  /** int: seconds in FIN-WAIT-2 without an owner. */
  public static final int TCP_LINGER2 = 8;

  /** int: seconds to wait for data before a connection is handed out. */
  public static final int TCP_DEFER_ACCEPT = 9;

  /** int: bound of the advertised window. */
  public static final int TCP_WINDOW_CLAMP = 10;

  /** struct tcp_info, read only. */
  public static final int TCP_INFO = 11;

  /** int: acknowledge at once. */
  public static final int TCP_QUICKACK = 12;

  /** char[]: the congestion control's name. */
  public static final int TCP_CONGESTION = 13;

  /** int: milliseconds that data may stay unacknowledged. */
  public static final int TCP_USER_TIMEOUT = 18;

  /** int: connections with data in their SYN that may wait. */
  public static final int TCP_FASTOPEN = 23;

  /** int: unsent bytes under which the socket is writable. */
  public static final int TCP_NOTSENT_LOWAT = 25;

  /** int: connect(2) waits for the first data, to send it in the SYN. */
  public static final int TCP_FASTOPEN_CONNECT = 30;

  /** char[16] or char[32]: what Fast Open cookies are made with. */
  public static final int TCP_FASTOPEN_KEY = 33;

  /** int: data in a SYN needs no cookie. */
  public static final int TCP_FASTOPEN_NO_COOKIE = 34;

  private TcpSocketOption() {}
}
