package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.ECONNRESET;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPERM;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.shim.local.UnixSocket.State;
import java.lang.foreign.MemorySegment;

/** Sending a datagram or a sequenced packet: one message, whole or not at all. */
final class DatagramSender {
  /** What {@link #attempt} says of a destination that has closed meanwhile. */
  private static final int GONE = 1;

  /** What {@link #attempt} says of one that takes no more for now. */
  private static final int FULL = 2;

  private final UnixSocket socket;
  private final UnixName name;
  private final Waiting waiting;

  private DatagramSender(UnixSocket socket, UnixName name, Waiting waiting) {
    this.socket = socket;
    this.name = name;
    this.waiting = waiting;
  }

  /**
   * Sends one message.
   *
   * @param name where to; null for the peer
   * @return its length, or a negated errno
   */
  static long send(
      UnixSocket socket,
      MemorySegment memory,
      int iovCount,
      int length,
      int flags,
      UnixName name,
      Outgoing outgoing,
      Waiting waiting) {
    int refused = check(socket, flags, name);
    if (refused == 0 && socket.passCredentials) {
      refused = socket.domain().names().bindAny(socket);
    }
    if (refused != 0) {
      return refused;
    }
    if (length > socket.sendBufferBytes() - MessageCharge.DATAGRAM_RESERVE_BYTES) {
      return -EMSGSIZE;
    }
    int charge = MessageCharge.ofDatagram(length);
    int result = socket.sendAccount().charge(charge, waiting);
    if (result != 0) {
      return result;
    }
    byte[] data = UnixMessage.copy(memory, iovCount, 0, length, length);
    result = new DatagramSender(socket, name, waiting).deliver(data, charge, outgoing);
    if (result != 0) {
      socket.sendAccount().uncharge(charge);
      return result;
    }
    return length;
  }

  /** unix_seqpacket_sendmsg: who is not connected sends nothing, whatever it is. */
  static int checkConnection(UnixSocket socket) {
    if (socket.type() != SOCK_SEQPACKET) {
      return 0;
    }
    int error = socket.takeError();
    if (error != 0) {
      return -error;
    }
    return socket.state == State.ESTABLISHED ? 0 : -ENOTCONN;
  }

  private static int check(UnixSocket socket, int flags, UnixName name) {
    if ((flags & MSG_OOB) != 0) {
      return -EOPNOTSUPP;
    }
    if (name != null || socket.peer != null) {
      return 0;
    }
    // sock_alloc_send_pskb comes before the peer.
    return (socket.shutdown & UnixSocket.SEND) != 0 ? -EPIPE : -ENOTCONN;
  }

  private int deliver(byte[] data, int charge, Outgoing outgoing) {
    UnixSocket known = name == null ? socket.peer : null;
    while (true) {
      UnixSocket to = known;
      if (to == null) {
        UnixNames.Result found =
            name == null ? null : socket.domain().names().find(name, socket.type());
        if (found == null || found.error != 0) {
          return found == null ? -ECONNRESET : found.error;
        }
        to = found.socket;
      }
      int result = attempt(to, data, charge, outgoing);
      if (result == GONE) {
        result = gone(to);
      } else if (result == FULL) {
        result = waitForRoom(to);
      } else {
        return result;
      }
      if (result != 0) {
        return result;
      }
    }
  }

  /** Puts the message into a queue; 0, {@link #GONE}, {@link #FULL} or a negated errno. */
  private int attempt(UnixSocket to, byte[] data, int charge, Outgoing outgoing) {
    InFlight inFlight = socket.domain().inFlight();
    boolean carries = outgoing.hasRights();
    Rights rights = null;
    if (carries) {
      inFlight.enter();
    }
    try {
      to.lock.lock();
      try {
        int refused = judge(to);
        if (refused != 0) {
          return refused;
        }
        rights = outgoing.takeRights();
        to.queue()
            .append(
                new UnixMessage(socket, data, charge, rights, outgoing.credentials(socket, to)));
        if (rights != null) {
          inFlight.departed(rights, to);
        }
      } finally {
        to.lock.unlock();
      }
    } finally {
      if (carries) {
        inFlight.leave(rights);
      }
    }
    to.events().signal(Readiness.READABLE);
    return 0;
  }

  private int judge(UnixSocket to) {
    if (!DatagramConnector.maySend(socket, to)) {
      return -EPERM;
    }
    if (to.dead) {
      return GONE;
    }
    if ((to.shutdown & UnixSocket.RECEIVE) != 0) {
      return -EPIPE;
    }
    // Two that are connected to each other are held back by the sender's buffer alone.
    return to != socket && to.peer != socket && to.isFull() ? FULL : 0;
  }

  /** What a send says, and does, when the destination has closed; 0 to look it up again. */
  private int gone(UnixSocket to) {
    if (socket.type() == SOCK_SEQPACKET) {
      return -EPIPE;
    }
    boolean wasPeer;
    socket.lock.lock();
    try {
      wasPeer = socket.peer == to;
      if (wasPeer) {
        socket.peer = null;
        socket.state = State.CLOSED;
      }
    } finally {
      socket.lock.unlock();
    }
    if (wasPeer) {
      DatagramConnector.lose(socket, to);
      return -ECONNREFUSED;
    }
    return name == null ? -ECONNRESET : 0;
  }

  private int waitForRoom(UnixSocket to) {
    // A poll of a socket whose own peer is full hears when it is no more (unix_dgram_peer_wake_me).
    if (socket.peer == to && !to.blockedSenders().registerIfFull(socket)) {
      return 0;
    }
    int result = waiting.until(() -> !to.blockedSenders().registerIfFull(socket));
    if (result != 0 && socket.peer != to) {
      to.blockedSenders().unregister(socket);
    }
    return result;
  }
}
