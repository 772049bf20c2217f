package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.MessageFlag.MSG_MORE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_PROBE;
import static io.ringroad.shim.fd.GuardedDescriptor.SENDING;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameChain;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.socket.SocketError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/** Sending datagrams, with Linux's order of checks ({@code udp_sendmsg}). */
final class UdpSender {
  private static final int MAX_LENGTH = 0xffff;

  private final DatagramDescriptor descriptor;

  // Used under the descriptor's send lock, but for a first look at the cork.
  private final FrameChain chain = new FrameChain();
  private final DatagramMetadata metadata = new DatagramMetadata();
  private volatile Cork cork;

  UdpSender(DatagramDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  long send(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment name,
      int addrlen,
      MemorySegment control) {
    // inet_send_prepare: a send that is refused has bound its socket all the same.
    int bound = descriptor.ensureBound();
    if (bound != 0) {
      return bound;
    }
    if (length > MAX_LENGTH) {
      return -EMSGSIZE;
    }
    MemorySegment dest = descriptor.destination(name, addrlen);
    DatagramControl said = control == null ? null : new DatagramControl();
    int refused = descriptor.checkData(memory, iovCount, length, flags);
    // udp_sendmsg: what is added to a datagram goes where its beginning goes.
    boolean begins = cork == null;
    if (refused == 0 && begins) {
      refused = checkName(flags, dest, addrlen, said, control, length);
    }
    return refused != 0
        ? refused
        : sendChecked(memory, iovCount, length, flags, dest, addrlen, said, begins);
  }

  private long sendChecked(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment dest,
      int addrlen,
      DatagramControl control,
      boolean begins) {
    DatagramSocket socket = descriptor.socket();
    DatagramControl said = control;
    int refused = 0;
    long high = 0;
    long low = 0;
    int port = 0;
    if (dest != null) {
      InetNames names = descriptor.names();
      high = names.high(dest);
      low = InetNames.meantLow(socket, high, names.low(dest));
      port = names.port(dest);
      said = DatagramControl.by(said, names.scope(dest, addrlen));
      refused = begins ? descriptor.checkDestination(high, low) : 0;
    }
    if (refused != 0 || (flags & MSG_PROBE) != 0) {
      return refused != 0 ? refused : length;
    }
    long toHigh = dest == null ? socket.remoteHigh() : high;
    long toLow = dest == null ? socket.remoteLow() : low;
    refused = descriptor.checkLength(length, toHigh, toLow);
    if (refused == -EMSGSIZE) {
      return tooBig(toHigh, toLow);
    }
    return refused != 0 ? refused : sendTo(memory, iovCount, length, flags, high, low, port, said);
  }

  /** ip_local_error: who wants to hear of errors hears of this one twice. */
  private long tooBig(long high, long low) {
    DatagramSocket socket = descriptor.socket();
    if (socket.options().receivesErrors(high, low)) {
      int mtu = descriptor.pathMtuTo(high, low);
      long nowNs = descriptor.deadlines().nowNs();
      socket.report(SocketError.tooBig(mtu, high, low, socket.remotePort(), nowNs));
    }
    return -EMSGSIZE;
  }

  /** Whether a datagram without control data may go where it is to go; 0 or a negated errno. */
  int checkSend(int flags, MemorySegment name, int addrlen) {
    if ((flags & MSG_OOB) != 0) {
      return -EOPNOTSUPP;
    }
    MemorySegment dest = descriptor.destination(name, addrlen);
    int refused = checkName(dest, addrlen);
    if (refused != 0 || dest == null) {
      return refused;
    }
    long high = descriptor.names().high(dest);
    long low = InetNames.meantLow(descriptor.socket(), high, descriptor.names().low(dest));
    return descriptor.checkDestination(high, low);
  }

  private int checkName(
      int flags,
      MemorySegment dest,
      int addrlen,
      DatagramControl said,
      MemorySegment control,
      int length) {
    int refused = checkName(dest, addrlen);
    if (refused == 0) {
      refused = descriptor.checkFlags(flags, goesToIpv4(dest));
    }
    if (refused == 0 && said != null) {
      refused = said.read(control, descriptor, goesToIpv4(dest));
    }
    if (refused == 0) {
      refused = descriptor.checkStart(length);
    }
    if (refused != 0) {
      return refused;
    }
    boolean own = said == null || descriptor.maySendFrom(said.sourceHigh(), said.sourceLow());
    return own ? 0 : -ENETUNREACH;
  }

  private boolean goesToIpv4(MemorySegment dest) {
    DatagramSocket socket = descriptor.socket();
    InetNames names = descriptor.names();
    return dest == null
        ? IpAddresses.isIpv4(socket.remoteHigh(), socket.remoteLow())
        : IpAddresses.isIpv4(names.high(dest), names.low(dest));
  }

  private int checkName(MemorySegment dest, int addrlen) {
    if (dest == null) {
      return descriptor.connected() ? 0 : -EDESTADDRREQ;
    }
    return descriptor.checkName(dest, addrlen);
  }

  private int sendTo(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      long high,
      long low,
      int port,
      DatagramControl said) {
    int result = attempt(memory, iovCount, length, flags, high, low, port, said);
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.sendDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.OUT | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = attempt(memory, iovCount, length, flags, high, low, port, said);
    }
    return result;
  }

  private int attempt(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      long high,
      long low,
      int port,
      DatagramControl said) {
    DatagramSocket socket = descriptor.socket();
    if (!descriptor.enter(SENDING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    int result;
    try {
      boolean more = (flags & MSG_MORE) != 0 || socket.options().isSet(SocketOption.DATAGRAM_CORK);
      if ((more || cork != null) && descriptor.corks()) {
        return corked(memory, iovCount, length, more, high, low, port, said);
      }
      result = queue(socket, memory, iovCount, length, high, low, port, said);
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
      long high,
      long low,
      int port,
      DatagramControl said) {
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
    int refused = descriptor.checkFrame(frame);
    if (refused != 0) {
      socket.abort(frame);
      return refused;
    }
    metadata.wrap(frame);
    if (said != null) {
      said.describe(metadata);
    }
    if (!IpAddresses.isZero(high, low)) {
      metadata.remote(high, low, port);
    }
    return NetErrno.ofResult(socket.commit(frame));
  }

  /** MSG_MORE and UDP_CORK (udp(7)): pieces become one datagram, sent by the first without it. */
  private int corked(
      MemorySegment memory,
      int iovCount,
      int length,
      boolean more,
      long high,
      long low,
      int port,
      DatagramControl said) {
    if (cork == null) {
      // sock_alloc_send_skb: what begins a datagram hears of errors.
      int error = descriptor.takeError();
      if (error != 0) {
        return -error;
      }
      if (descriptor.socket().events().has(Readiness.SEND_SHUTDOWN)) {
        return -EPIPE;
      }
    }
    if (cork == null) {
      cork = newCork(high, low, port, said);
    }
    if (cork.length() + length > descriptor.segmentBytes()) {
      return -EMSGSIZE;
    }
    cork.add(memory, iovCount, length);
    if (more) {
      return length;
    }
    int result = sendCork();
    if (result == -EAGAIN) {
      cork.removeLast(length);
    }
    return result < 0 ? result : length;
  }

  /** What is begun for the peer goes to it, even if there is none any more when it is sent. */
  private Cork newCork(long high, long low, int port, DatagramControl said) {
    DatagramSocket socket = descriptor.socket();
    return IpAddresses.isZero(high, low)
        ? new Cork(socket.remoteHigh(), socket.remoteLow(), socket.remotePort(), said)
        : new Cork(high, low, port, said);
  }

  /** Under the send lock: sends what has been put together; there is something. */
  private int sendCork() {
    DatagramSocket socket = descriptor.socket();
    int result =
        queue(
            socket,
            cork.data(),
            UserData.PLAIN,
            cork.length(),
            cork.high(),
            cork.low(),
            cork.port(),
            cork.control());
    if (result != -EAGAIN) {
      cork = null;
      descriptor.lane().notifyLane(socket, Socket.NOTICE_SEND);
    }
    return result;
  }

  /** UDP_CORK is taken away: what waits is a datagram. */
  void uncork() {
    if (!descriptor.enter(SENDING, !descriptor.onOwnLane())) {
      return;
    }
    try {
      if (cork != null) {
        int ignored = sendCork();
      }
    } finally {
      descriptor.leave(SENDING);
    }
  }
}
