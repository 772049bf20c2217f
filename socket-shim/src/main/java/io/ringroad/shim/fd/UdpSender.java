package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAFNOSUPPORT;
import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PROBE;
import static io.ringroad.shim.fd.GuardedDescriptor.SENDING;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameChain;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/** Sending datagrams, with Linux's order of checks ({@code udp_sendmsg}). */
final class UdpSender {
  private static final int MAX_LENGTH = 0xffff;

  private final UdpDescriptor descriptor;

  // Used under the descriptor's send lock.
  private final FrameChain chain = new FrameChain();
  private final DatagramMetadata metadata = new DatagramMetadata();
  private Cork cork;

  UdpSender(UdpDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  long send(
      MemorySegment memory, int iovCount, int length, int flags, MemorySegment dest, int addrlen) {
    if (length > MAX_LENGTH) {
      return -EMSGSIZE;
    }
    int refused = checkSend(flags, dest, addrlen);
    if (refused != 0) {
      return refused;
    }
    int bound = descriptor.ensureBound();
    if (bound != 0) {
      return bound;
    }
    if ((flags & MSG_PROBE) != 0) {
      return length;
    }
    int address = dest == null ? 0 : AddressBook.destination(SockaddrIn.address(dest));
    int port = dest == null ? 0 : SockaddrIn.port(dest);
    return sendTo(memory, iovCount, length, flags, address, port);
  }

  /** Whether a datagram may go where it is to go; 0 or a negated errno. */
  int checkSend(int flags, MemorySegment dest, int addrlen) {
    if ((flags & MSG_OOB) != 0) {
      return -EOPNOTSUPP;
    }
    if (dest == null) {
      return descriptor.hasPeer() ? 0 : -EDESTADDRREQ;
    }
    int refused = checkName(dest, addrlen);
    return refused != 0
        ? refused
        : descriptor.checkDestination(AddressBook.destination(SockaddrIn.address(dest)));
  }

  private static int checkName(MemorySegment dest, int addrlen) {
    if (addrlen < SockaddrIn.SIZE) {
      return -EINVAL;
    }
    int family = SockaddrIn.family(dest);
    if (family != AF_INET && family != AF_UNSPEC) {
      return -EAFNOSUPPORT;
    }
    return SockaddrIn.port(dest) == 0 ? -EINVAL : 0;
  }

  private int sendTo(
      MemorySegment memory, int iovCount, int length, int flags, int address, int port) {
    int result = attempt(memory, iovCount, length, flags, address, port);
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.sendDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.OUT | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = attempt(memory, iovCount, length, flags, address, port);
    }
    return result;
  }

  private int attempt(
      MemorySegment memory, int iovCount, int length, int flags, int address, int port) {
    DatagramSocket socket = descriptor.socket();
    if (!descriptor.enter(SENDING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    int result;
    try {
      if ((flags & MSG_MORE) != 0 || cork != null) {
        return corked(memory, iovCount, length, flags, address, port);
      }
      result = queue(socket, memory, iovCount, length, address, port);
    } finally {
      descriptor.leave(SENDING);
    }
    if (result >= 0) {
      descriptor.lane().notifyLane(socket, Socket.NOTICE_SEND);
    }
    return result;
  }

  private int queue(
      DatagramSocket socket,
      MemorySegment memory,
      int iovCount,
      int length,
      int address,
      int port) {
    long frame = socket.claim(length);
    if (frame == 0) {
      return NetErrno.ofResult(socket.claimRefusal(length));
    }
    for (int at = 0; at < length; ) {
      int count = UserData.contiguous(memory, iovCount, at, length);
      chain.copyIn(
          frame,
          at,
          UserData.piece(memory, iovCount, at),
          UserData.offset(memory, iovCount, at),
          count);
      at += count;
    }
    if (port != 0) {
      metadata.wrap(frame).remote(IpAddresses.IPV4_HIGH, IpAddresses.mapIpv4(address), port);
    }
    return NetErrno.ofResult(socket.commit(frame));
  }

  /** MSG_MORE (udp(7), UDP_CORK): pieces become one datagram, sent by the first without it. */
  private int corked(
      MemorySegment memory, int iovCount, int length, int flags, int address, int port) {
    DatagramSocket socket = descriptor.socket();
    if (cork == null) {
      cork = new Cork(address, port);
    }
    if (cork.length() + length > DatagramSocket.MAX_PAYLOAD_BYTES) {
      return -EMSGSIZE;
    }
    cork.add(memory, iovCount, length);
    if ((flags & MSG_MORE) != 0) {
      return length;
    }
    int result =
        queue(socket, cork.data(), UserData.PLAIN, cork.length(), cork.address(), cork.port());
    if (result == -EAGAIN) {
      cork.removeLast(length);
      return result;
    }
    cork = null;
    descriptor.lane().notifyLane(socket, Socket.NOTICE_SEND);
    return result < 0 ? result : length;
  }
}
