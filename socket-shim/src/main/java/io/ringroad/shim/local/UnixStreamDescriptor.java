package io.ringroad.shim.local;

import io.ringroad.shim.fd.SocketEnvironment;
import java.lang.foreign.MemorySegment;

/** A stream of AF_UNIX: bytes without borders, but for those that descriptors draw. */
final class UnixStreamDescriptor extends UnixDescriptor {
  UnixStreamDescriptor(SocketEnvironment environment, UnixSocket socket, boolean nonBlocking) {
    super(environment, socket, nonBlocking);
  }

  @Override
  long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      Outgoing outgoing) {
    boolean named = dest != null && addrlen != 0;
    return StreamSender.send(
        socket(), memory, iovCount, length, flags, named, outgoing, sendWaiting(flags));
  }

  @Override
  long receive(MemorySegment memory, int iovCount, int length, int flags, Arrival arrival) {
    return StreamReceiver.receive(
        socket(), memory, iovCount, length, flags, !onOwnLane(), receiveWaiting(flags), arrival);
  }
}
