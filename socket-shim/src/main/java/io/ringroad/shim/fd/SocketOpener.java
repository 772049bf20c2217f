package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.ENOBUFS;

import io.ringroad.fastpath.lane.LaneProxy;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.StreamSocket;

/** socket(2) after its arguments were found good: a number, and a socket on some lane. */
public final class SocketOpener {
  private final SocketEnvironment environment;

  /** Opens in this engine. */
  public SocketOpener(SocketEnvironment environment) {
    this.environment = environment;
  }

  /**
   * Opens a stream or a datagram socket.
   *
   * @return its number, {@code -EMFILE}, or {@code -ENOBUFS} if the lane has no room
   */
  public int open(boolean stream, boolean nonBlocking, boolean closeOnExec) {
    int number = environment.table().reserve(0);
    if (number < 0) {
      return number;
    }
    Descriptor descriptor = stream ? openStream(nonBlocking) : openDatagram(nonBlocking);
    if (descriptor == null) {
      environment.table().cancel(number);
      return -ENOBUFS;
    }
    environment.table().publish(number, descriptor, closeOnExec);
    return number;
  }

  private Descriptor openStream(boolean nonBlocking) {
    LaneProxy lane = environment.lanes().forNewSocket();
    StreamSocket stream = lane.openStream();
    return stream == null ? null : new TcpDescriptor(environment, stream, nonBlocking, false);
  }

  private Descriptor openDatagram(boolean nonBlocking) {
    LaneProxy lane = environment.lanes().forNewSocket();
    DatagramSocket datagrams = lane.openDatagram();
    return datagrams == null ? null : new UdpDescriptor(environment, datagrams, nonBlocking);
  }
}
