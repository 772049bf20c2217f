package io.ringroad.fastpath.socket;

/** Who keeps the list of a lane's sockets; called by the lane's thread. */
public interface SocketRegistry {
  /**
   * A connection is about to be handed to the application: gives it its number.
   *
   * @return false if there is no room for another socket
   */
  boolean register(Socket socket);

  /** Both sides are done with the socket, and its frames are back. */
  void released(Socket socket);
}
