package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;

/** What a lane asks of the protocol behind a datagram socket, on the lane's thread. */
public interface DatagramProtocol {
  /** Begins to receive for a socket, whose local address and port are set. */
  void bind(DatagramSocket socket);

  /**
   * Connects a socket to a peer, or to another one. The socket's local address becomes the one that
   * the route suggests, if it was bound to any.
   *
   * @return {@link NetError#NONE}, or why there is no way to the peer; the socket is then as it was
   */
  NetError connect(
      DatagramSocket socket, long remoteHigh, long remoteLow, int remotePort, long nowNs);

  /** Takes a socket's peer away. */
  void disconnect(DatagramSocket socket);

  /**
   * Notes that the application has queued datagrams; {@link #flush} sends them.
   *
   * @param byNotice whether another thread did so, and told by {@link Socket#raiseNotice}
   */
  void onApplicationSent(DatagramSocket socket, boolean byNotice);

  /**
   * Sends what applications have queued, some of each socket in turn, as far as the device keeps
   * up.
   *
   * @return how many sockets were looked at
   */
  int flush(long nowNs);

  /** Whether {@link #flush} has something left to do. */
  boolean hasToSend();

  /** Sends what is still queued and stops receiving for a socket; nothing if it never began. */
  void close(DatagramSocket socket, long nowNs);
}
