package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.ConnectionFigures;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.wire.IpProtocols;

/**
 * What an application asks of a lane about its sockets. {@code LaneSockets} does it on the lane's
 * own thread, {@link LaneProxy} for any thread. Moving bytes needs none of this: that is between
 * the application and the socket's rings, but for {@link #notifyLane}.
 *
 * <p>Addresses are two longs, IPv4 as IPv4-mapped IPv6; all zero bits, or mapped 0.0.0.0, is the
 * wildcard. Ports are 0 to 65535.
 */
public interface SocketOperations {
  /** Opens a stream socket of AF_INET, as {@link #openStream(SocketDomain)}. */
  default StreamSocket openStream() {
    return openStream(SocketDomain.INET);
  }

  /** Opens a stream socket on this lane; null if the lane has no room for another socket. */
  StreamSocket openStream(SocketDomain domain);

  /** Opens a UDP socket on this lane; null if the lane has no room for another socket. */
  default DatagramSocket openDatagram() {
    return openDatagram(DatagramKind.UDP, IpProtocols.UDP);
  }

  /** Opens a datagram socket of AF_INET, as the other. */
  default DatagramSocket openDatagram(DatagramKind kind, int protocol) {
    return openDatagram(SocketDomain.INET, kind, protocol);
  }

  /**
   * Opens a datagram socket on this lane. A raw socket receives from now on.
   *
   * @param protocol of the packets, 0 to 255; above that a raw socket only sends
   * @return null if the lane has no room for another socket
   */
  DatagramSocket openDatagram(SocketDomain domain, DatagramKind kind, int protocol);

  /**
   * Gives a socket its local address.
   *
   * @param port 0 for an ephemeral one
   * @return ADDRESS_IN_USE, ADDRESS_NOT_AVAILABLE (not one of the engine's), INVALID (bound
   *     already), ACCESS_DENIED (a privileged port)
   */
  NetError bind(Socket socket, long high, long low, int port);

  /**
   * Connects a socket. A datagram socket gets its peer at once; a stream socket starts its
   * handshake, whose end {@link Socket#events()} tells.
   *
   * @return for a stream socket IN_PROGRESS when the handshake has begun, NONE if its SYN waits for
   *     the first data (TCP Fast Open)
   */
  NetError connect(Socket socket, long high, long low, int port);

  /** Takes a datagram socket's peer away (connect to AF_UNSPEC). */
  NetError disconnect(DatagramSocket socket);

  /**
   * Makes a stream socket listen, or changes its backlog; {@link StreamSocket#listener()} then has
   * the connections. An unbound socket gets an ephemeral port.
   */
  NetError listen(StreamSocket socket, int backlog);

  /** Shuts down one or both directions; NOT_CONNECTED if there is no connection. */
  NetError shutdown(Socket socket, boolean receive, boolean send);

  /** Sets an option, checked by the caller. */
  NetError setOption(Socket socket, SocketOption option, long value);

  /** Describes a stream socket's connection; NOT_CONNECTED if there is none (any more). */
  NetError describe(StreamSocket socket, ConnectionFigures to);

  /**
   * Closes a socket: nobody on the application's side touches it from here on. The protocol ends in
   * its own time; with {@link SocketOption#LINGER} 0, or unread data, by a reset.
   */
  void close(Socket socket);

  /**
   * Closes a socket as {@link #close} does, its connection by a reset whatever waits to be sent or
   * read.
   */
  void abort(StreamSocket socket);

  /**
   * Tells the lane that the application has queued ({@link Socket#NOTICE_SEND}) or read ({@link
   * Socket#NOTICE_READ}); costs a command only if none is under way for this socket.
   */
  void notifyLane(Socket socket, int notice);
}
