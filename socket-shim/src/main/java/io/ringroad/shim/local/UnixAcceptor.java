package io.ringroad.shim.local;

import static io.ringroad.shim.abi.SocketType.SOCK_CLOEXEC;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;

import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.SocketEnvironment;
import java.lang.foreign.MemorySegment;

/** accept4(2): a number first, then a connection, so that none is taken that has no number. */
final class UnixAcceptor {
  private UnixAcceptor() {}

  static int accept(
      SocketEnvironment environment,
      UnixSocket listener,
      Waiting waiting,
      MemorySegment addr,
      MemorySegment addrlen,
      int flags) {
    DescriptorTable table = environment.table();
    int number = table.reserve(0);
    if (number < 0) {
      return number;
    }
    UnixListener.Accepted accepted = UnixListener.accept(listener, waiting);
    if (accepted.error != 0) {
      table.cancel(number);
      return accepted.error;
    }
    UnixDescriptor connection =
        UnixDescriptor.of(environment, accepted.connection, (flags & SOCK_NONBLOCK) != 0);
    connection.storePeerName(addr, addrlen);
    table.publish(number, connection, (flags & SOCK_CLOEXEC) != 0);
    return number;
  }
}
