package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;

import io.ringroad.shim.abi.SocketType;
import io.ringroad.shim.fd.SocketEnvironment;
import java.lang.foreign.MemorySegment;

/** Datagrams of AF_UNIX, and sequenced packets, which are datagrams on a connection. */
final class UnixDatagramDescriptor extends UnixDescriptor {
  UnixDatagramDescriptor(SocketEnvironment environment, UnixSocket socket, boolean nonBlocking) {
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
    boolean packets = socket().type() == SocketType.SOCK_SEQPACKET;
    if (!packets && (flags & MSG_OOB) != 0) {
      return -EOPNOTSUPP; // unix_dgram_sendmsg: before it looks at the address
    }
    // unix_seqpacket_sendmsg does not look at the address.
    boolean named = dest != null && addrlen != 0 && !packets;
    UnixName name = named ? UnixName.of(dest, addrlen) : null;
    if (named && name == null) {
      return -EINVAL;
    }
    return DatagramSender.send(
        socket(), memory, iovCount, length, flags, name, outgoing, sendWaiting(flags));
  }

  @Override
  long receive(MemorySegment memory, int iovCount, int length, int flags, Arrival arrival) {
    return DatagramReceiver.receive(
        socket(), memory, iovCount, length, flags, receiveWaiting(flags), arrival);
  }
}
