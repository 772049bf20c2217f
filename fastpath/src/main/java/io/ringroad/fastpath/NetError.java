package io.ringroad.fastpath;

/**
 * The outcome of an operation of the stack. Each constant stands for one errno of Linux, which the
 * shim assigns; the stack itself knows no numbers.
 */
public enum NetError {
  /** The operation succeeded. */
  NONE,
  /** The local address and port are taken (EADDRINUSE). */
  ADDRESS_IN_USE,
  /** The address is not one of the stack's own, or no port is left (EADDRNOTAVAIL). */
  ADDRESS_NOT_AVAILABLE,
  /** The peer has no socket at that port (ECONNREFUSED). */
  CONNECTION_REFUSED,
  /** The peer reset the connection (ECONNRESET). */
  CONNECTION_RESET,
  /** The connection was given up locally, or died before it was accepted (ECONNABORTED). */
  CONNECTION_ABORTED,
  /** The peer stopped answering (ETIMEDOUT). */
  TIMED_OUT,
  /** The next hop or the host cannot be reached (EHOSTUNREACH). */
  HOST_UNREACHABLE,
  /** A router reports the host as unknown (EHOSTDOWN). */
  HOST_DOWN,
  /** A router reports the source host as isolated (ENONET). */
  HOST_ISOLATED,
  /** No route leads to the destination (ENETUNREACH). */
  NETWORK_UNREACHABLE,
  /** The interface is down (ENETDOWN). */
  NETWORK_DOWN,
  /** The peer does not know the transport protocol (ENOPROTOOPT, as ICMP reports it on Linux). */
  PROTOCOL_UNREACHABLE,
  /** A peer or router found fault with a header that was sent (EPROTO). */
  PROTOCOL_ERROR,
  /** The message does not fit the path or the protocol (EMSGSIZE). */
  MESSAGE_SIZE,
  /** No frame or queue space is free (ENOBUFS). */
  NO_BUFFERS,
  /** Data was sent after the sending side was shut down (EPIPE). */
  BROKEN_PIPE,
  /** The operation needs a connection (ENOTCONN). */
  NOT_CONNECTED,
  /** The socket has a connection already (EISCONN). */
  ALREADY_CONNECTED,
  /** The connection attempt goes on in the background (EINPROGRESS). */
  IN_PROGRESS,
  /** An earlier connection attempt is still going on (EALREADY). */
  ALREADY_IN_PROGRESS,
  /** The operation cannot be done right now (EAGAIN). */
  WOULD_BLOCK,
  /** The caller is not allowed to do this, such as broadcasting unasked (EACCES). */
  ACCESS_DENIED,
  /** A datagram was sent without saying where to (EDESTADDRREQ). */
  DESTINATION_REQUIRED,
  /** The socket or the peer does not do this kind of operation (EOPNOTSUPP). */
  NOT_SUPPORTED,
  /** There is no such interface (ENODEV). */
  NO_DEVICE,
  /** An argument or the socket's state rules the operation out (EINVAL). */
  INVALID
}
