package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.fd.GuardedDescriptor.RECEIVING;

import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/** accept4(2): a number first, then a connection, so that none is taken that has no number. */
final class TcpAcceptor {
  private TcpAcceptor() {}

  static int accept(
      TcpDescriptor descriptor, MemorySegment addr, MemorySegment addrlen, int flags) {
    DescriptorTable table = descriptor.environment().table();
    int number = table.reserve(0);
    if (number < 0) {
      return number;
    }
    long deadlineNs = descriptor.receiveDeadlineNs();
    int result;
    while ((result = tryAccept(descriptor, number, addr, addrlen, flags)) == -EAGAIN
        && !descriptor.nonBlocking()) {
      result = descriptor.await(PollMask.IN | PollMask.ALWAYS, deadlineNs);
      if (result != 0) {
        break;
      }
    }
    if (result < 0) {
      table.cancel(number);
    }
    return result;
  }

  private static int tryAccept(
      TcpDescriptor descriptor, int number, MemorySegment addr, MemorySegment addrlen, int flags) {
    StreamListener listener = descriptor.socket().listener();
    if (listener == null) {
      return -EINVAL;
    }
    if (!descriptor.enter(RECEIVING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    StreamSocket connection;
    try {
      connection = listener.poll();
    } finally {
      descriptor.leave(RECEIVING);
    }
    if (connection == null) {
      return -EAGAIN;
    }
    TcpDescriptor accepted =
        new TcpDescriptor(descriptor.environment(), connection, (flags & SOCK_NONBLOCK) != 0, true);
    accepted.inheritChoice(descriptor);
    accepted.storePeerName(addr, addrlen);
    descriptor.environment().table().publish(number, accepted, (flags & SOCK_CLOEXEC) != 0);
    return number;
  }
}
