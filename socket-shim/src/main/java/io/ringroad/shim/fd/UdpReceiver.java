package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.abi.MessageFlag.MSG_ERRQUEUE;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.fd.GuardedDescriptor.RECEIVING;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameChain;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/** Receiving datagrams: one for each call, cut to the room that there is. */
final class UdpReceiver {
  private final DatagramDescriptor descriptor;

  // Used under the descriptor's receive lock.
  private final FrameChain chain = new FrameChain();
  private final DatagramMetadata metadata = new DatagramMetadata();

  UdpReceiver(DatagramDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  long receive(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment addr,
      MemorySegment addrlen,
      Ancillary ancillary) {
    if ((flags & MSG_ERRQUEUE) != 0) {
      return ReportReceiver.receive(descriptor, memory, iovCount, length, addr, addrlen, ancillary);
    }
    int result = attempt(memory, iovCount, length, flags, addr, addrlen, ancillary);
    if (result != -EAGAIN || !descriptor.mayWait(flags)) {
      return result;
    }
    long deadlineNs = descriptor.receiveDeadlineNs();
    while (result == -EAGAIN) {
      int waited = descriptor.await(PollMask.IN | PollMask.ALWAYS, deadlineNs);
      if (waited != 0) {
        return waited;
      }
      result = attempt(memory, iovCount, length, flags, addr, addrlen, ancillary);
    }
    return result;
  }

  /** FIONREAD: the length of the next datagram. */
  int nextLength() {
    if (!descriptor.enter(RECEIVING, !descriptor.onOwnLane())) {
      return 0;
    }
    try {
      long frame = descriptor.socket().firstQueued();
      return frame == 0 ? 0 : chain.length(frame);
    } finally {
      descriptor.leave(RECEIVING);
    }
  }

  private int attempt(
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      MemorySegment addr,
      MemorySegment addrlen,
      Ancillary ancillary) {
    DatagramSocket socket = descriptor.socket();
    if (!descriptor.enter(RECEIVING, !descriptor.onOwnLane())) {
      return -EAGAIN;
    }
    try {
      long frame = socket.head();
      if (frame == 0) {
        int why = NetErrno.ofResult(socket.emptyResult());
        // __skb_recv_udp: a call that does not wait never learns of a shutdown.
        return why == 0 && !descriptor.mayWait(flags) ? -EAGAIN : why;
      }
      int result = copy(frame, memory, iovCount, length);
      metadata.wrap(frame);
      descriptor
          .names()
          .store(
              addr,
              addrlen,
              metadata.remoteHigh(),
              metadata.remoteLow(),
              metadata.remotePort(),
              Interfaces.ofLane(metadata.interfaceIndex()));
      descriptor.stamp().note(descriptor.environment().wallClock(), metadata.receivedNs());
      if (ancillary != null) {
        ReceivedControl.put(
            ancillary, socket.options(), descriptor.environment(), metadata, socket.dropped());
      }
      if ((flags & MSG_PEEK) == 0) {
        socket.removeHead();
      }
      return result;
    } finally {
      descriptor.leave(RECEIVING);
    }
  }

  private int copy(long frame, MemorySegment memory, int iovCount, int length) {
    int whole = chain.length(frame);
    int wanted = Math.min(whole, length);
    for (int at = 0; at < wanted; ) {
      int count = UserData.contiguous(memory, iovCount, at, wanted);
      chain.copyOut(
          frame,
          at,
          UserData.piece(memory, iovCount, at),
          UserData.offset(memory, iovCount, at),
          count);
      at += count;
    }
    return whole;
  }
}
