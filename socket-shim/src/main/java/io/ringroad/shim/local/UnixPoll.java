package io.ringroad.shim.local;

import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.PollEvent.POLLWRBAND;

import io.ringroad.shim.local.UnixSocket.State;
import io.ringroad.shim.wait.PollMask;

/** What poll(2) says of a socket: Linux's {@code unix_poll} and {@code unix_dgram_poll}. */
final class UnixPoll {
  private UnixPoll() {}

  static int events(UnixSocket socket) {
    int found = socket.hasError() ? POLLERR : 0;
    int shutdown = socket.shutdown;
    if (shutdown == UnixSocket.BOTH) {
      found |= POLLHUP;
    }
    if ((shutdown & UnixSocket.RECEIVE) != 0) {
      found |= POLLRDHUP | PollMask.IN;
    }
    if (socket.queue().head() != null) {
      found |= PollMask.IN;
    }
    if (socket.state == State.LISTENING && socket.isAcceptable()) {
      found |= PollMask.IN;
    }
    if (socket.urgent != null) {
      found |= POLLPRI;
    }
    if (socket.connectionBased() && socket.state == State.CLOSED) {
      found |= POLLHUP;
    }
    return isWritable(socket) ? found | PollMask.OUT | POLLWRBAND : found;
  }

  /** A datagram socket is not writable either while its peer's queue is full. */
  private static boolean isWritable(UnixSocket socket) {
    if (!socket.sendAccount().hasRoom()) {
      return false;
    }
    UnixSocket peer = socket.peer;
    return socket.stream()
        || peer == null
        || peer == socket
        || !peer.blockedSenders().registerIfFull(socket);
  }
}
