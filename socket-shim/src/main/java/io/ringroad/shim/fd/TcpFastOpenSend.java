package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EALREADY;
import static io.ringroad.shim.Errno.EINPROGRESS;

import java.lang.foreign.MemorySegment;

/** sendto(2) with MSG_FASTOPEN: connect and send in one call, with the data in the SYN. */
final class TcpFastOpenSend {
  private TcpFastOpenSend() {}

  /**
   * As Linux: with a cookie the call takes what fits into the SYN; without one it connects, and a
   * call that may not wait sends nothing.
   */
  static long send(
      TcpDescriptor descriptor,
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen) {
    int begun = TcpConnector.fastOpen(descriptor, dest, addrlen);
    if (begun == -EALREADY && TcpConnector.awaitEnd(descriptor, begun) == 0) {
      return TcpSender.send(descriptor, memory, iovCount, length, flags);
    }
    if (begun != 0 && begun != -EINPROGRESS) {
      return begun;
    }
    int early = 0;
    if (begun == 0) {
      early = TcpSender.attempt(descriptor, memory, iovCount, 0, length, flags);
      if (early < 0) {
        return early;
      }
    }
    if (!descriptor.mayWait(flags)) {
      return early > 0 ? early : -EINPROGRESS;
    }
    int end = TcpConnector.awaitEnd(descriptor, -EINPROGRESS);
    if (end != 0) {
      return end;
    }
    return early == length
        ? early
        : TcpSender.sendAll(descriptor, memory, iovCount, early, length, flags);
  }
}
