package io.ringroad.shim.abi;

/** Options of level {@code SOL_SOCKET} (socket(7)). */
public final class SocketOption {
  /** The level of these options. */
  public static final int SOL_SOCKET = 1;

  /** int: a local address may be bound again. */
  public static final int SO_REUSEADDR = 2;

  /** int, read only: the socket's type. */
  public static final int SO_TYPE = 3;

  /** int, read only: the pending error, which reading clears. */
  public static final int SO_ERROR = 4;

  /** int: send to directly connected hosts only. */
  public static final int SO_DONTROUTE = 5;

  /** int: broadcast addresses may be sent to. */
  public static final int SO_BROADCAST = 6;

  /** int: send buffer in bytes; the value set is doubled. */
  public static final int SO_SNDBUF = 7;

  /** int: receive buffer in bytes; the value set is doubled. */
  public static final int SO_RCVBUF = 8;

  /** int: probe an idle connection. */
  public static final int SO_KEEPALIVE = 9;

  /** int: urgent data stays in the stream. */
  public static final int SO_OOBINLINE = 10;

  /** int: UDP without checksum. */
  public static final int SO_NO_CHECK = 11;

  /** int: queueing priority. */
  public static final int SO_PRIORITY = 12;

  /** struct linger: what close does with unsent data. */
  public static final int SO_LINGER = 13;

  /** int: several sockets share a port and its load. */
  public static final int SO_REUSEPORT = 15;

  /** int: who sends says who he is, as ancillary data (unix(7)). */
  public static final int SO_PASSCRED = 16;

  /** struct ucred, read only: the peer's credentials. */
  public static final int SO_PEERCRED = 17;

  /** int: bytes that make a socket readable. */
  public static final int SO_RCVLOWAT = 18;

  /** int: always 1. */
  public static final int SO_SNDLOWAT = 19;

  /** struct timeval: how long a receive waits. */
  public static final int SO_RCVTIMEO = 20;

  /** struct timeval: how long a send waits. */
  public static final int SO_SNDTIMEO = 21;

  /** char[]: the interface to use. */
  public static final int SO_BINDTODEVICE = 25;

  /** int: receive times as ancillary data. */
  public static final int SO_TIMESTAMP = 29;

  /** int, read only: whether the socket listens. */
  public static final int SO_ACCEPTCONN = 30;

  /** char[], read only: the peer's security label. */
  public static final int SO_PEERSEC = 31;

  /** int: SO_SNDBUF without the limit. */
  public static final int SO_SNDBUFFORCE = 32;

  /** int: SO_RCVBUF without the limit. */
  public static final int SO_RCVBUFFORCE = 33;

  /** int: security labels as ancillary data. */
  public static final int SO_PASSSEC = 34;

  /** int: receive times in nanoseconds as ancillary data. */
  public static final int SO_TIMESTAMPNS = 35;

  /** int: {@link Timestamping} bits; three timespecs as ancillary data. */
  public static final int SO_TIMESTAMPING = 37;

  /** int: how many messages were dropped so far, as ancillary data. */
  public static final int SO_RXQ_OVFL = 40;

  /** int: MSG_ZEROCOPY reports on the queue of errors. */
  public static final int SO_ZEROCOPY = 60;

  /** int: the number of the interface to use. */
  public static final int SO_BINDTOIFINDEX = 62;

  /** As {@link #SO_TIMESTAMP}, for a time of 64 bits everywhere. */
  public static final int SO_TIMESTAMP_NEW = 63;

  /** As {@link #SO_TIMESTAMPNS}, for a time of 64 bits everywhere. */
  public static final int SO_TIMESTAMPNS_NEW = 64;

  /** As {@link #SO_TIMESTAMPING}, for a time of 64 bits everywhere. */
  public static final int SO_TIMESTAMPING_NEW = 65;

  /** int: a mark for routing. */
  public static final int SO_MARK = 36;

  /** int, read only: the socket's protocol. */
  public static final int SO_PROTOCOL = 38;

  /** int, read only: the socket's family. */
  public static final int SO_DOMAIN = 39;

  /** int: where MSG_PEEK begins, negative for the next byte. */
  public static final int SO_PEEK_OFF = 42;

  /** int: microseconds to poll before waiting. */
  public static final int SO_BUSY_POLL = 46;

  /** unsigned int or unsigned long: most bytes per second that are sent. */
  public static final int SO_MAX_PACING_RATE = 47;

  /** int: the cpu that the socket's packets are processed on. */
  public static final int SO_INCOMING_CPU = 49;

  /** Type of ancillary data: descriptors. */
  public static final int SCM_RIGHTS = 1;

  /** Type of ancillary data: a {@code ucred}. */
  public static final int SCM_CREDENTIALS = 2;

  /** The longest backlog, and what a negative one means. */
  public static final int SOMAXCONN = 4096;

  private SocketOption() {}
}
