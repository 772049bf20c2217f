package io.ringroad.shim.option;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;

/** A socket of any family, as far as its options of level SOL_SOCKET go. */
public interface OptionTarget {
  /** {@code AF_INET}, ... (SO_DOMAIN). */
  int domain();

  /** {@code SOCK_STREAM} or {@code SOCK_DGRAM} (SO_TYPE). */
  int type();

  /** {@code IPPROTO_TCP} or {@code IPPROTO_UDP} (SO_PROTOCOL). */
  int protocol();

  /** Whether the socket listens (SO_ACCEPTCONN). */
  boolean listening();

  /** The lane that the socket belongs to (SO_INCOMING_CPU). */
  int laneIndex();

  /** The number of an interface, 0 if there is none of that name (SO_BINDTODEVICE). */
  int interfaceNumber(String name);

  /** The name of an interface, null if there is none of that number. */
  String interfaceName(int number);

  /** Takes the pending error, a positive errno or 0 (SO_ERROR). */
  int takeError();

  /** The values that the socket has. */
  SocketOptions options();

  /** Changes a value; 0 or a negated errno. */
  int setOption(SocketOption option, long value);

  /** The send buffer's size as it is now, set or tuned (SO_SNDBUF). */
  int sendBufferBytes();

  /** The receive buffer's size as it is now, set or tuned (SO_RCVBUF). */
  int receiveBufferBytes();
}
