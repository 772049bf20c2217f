package io.ringroad.shim.contract;

import static io.ringroad.shim.abi.EpollEvent.EPOLLIN;
import static io.ringroad.shim.abi.EpollEvent.EPOLL_CTL_ADD;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUF;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.Errno;
import io.ringroad.shim.abi.EpollEvent;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.Pollfd;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.MemorySegment;

/** Every call that can wait, in a situation in which it does. */
enum WaitingCall {
  STREAM_READ(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return stream(test, (fd, buffer) -> test.calls.read(fd, buffer, BYTES));
    }
  },
  STREAM_READV(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return stream(test, (fd, buffer) -> test.calls.readv(fd, vector(test, buffer), 1));
    }
  },
  STREAM_RECVFROM(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return stream(test, (fd, buffer) -> test.calls.recvfrom(fd, buffer, BYTES, 0, null, null));
    }
  },
  STREAM_RECVMSG(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return stream(test, (fd, buffer) -> test.calls.recvmsg(fd, message(test, buffer), 0));
    }
  },
  STREAM_RECVMMSG(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return stream(
          test, (fd, buffer) -> test.calls.recvmmsg(fd, messages(test, buffer), 1, 0, null));
    }
  },
  DATAGRAM_READ(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return datagram(test, (fd, buffer) -> test.calls.read(fd, buffer, BYTES));
    }
  },
  DATAGRAM_RECVFROM(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return datagram(test, (fd, buffer) -> test.calls.recvfrom(fd, buffer, BYTES, 0, null, null));
    }
  },
  DATAGRAM_RECVMSG(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return datagram(test, (fd, buffer) -> test.calls.recvmsg(fd, message(test, buffer), 0));
    }
  },
  DATAGRAM_RECVMMSG(Kind.RECEIVE) {
    @Override
    Situation on(SocketCallsContract test) {
      return datagram(
          test, (fd, buffer) -> test.calls.recvmmsg(fd, messages(test, buffer), 1, 0, null));
    }
  },
  WRITE(Kind.SEND) {
    @Override
    Situation on(SocketCallsContract test) {
      return full(test, (fd, buffer) -> test.calls.write(fd, buffer, LARGE));
    }
  },
  WRITEV(Kind.SEND) {
    @Override
    Situation on(SocketCallsContract test) {
      return full(test, (fd, buffer) -> test.calls.writev(fd, vector(test, buffer), 1));
    }
  },
  SENDTO(Kind.SEND) {
    @Override
    Situation on(SocketCallsContract test) {
      return full(test, (fd, buffer) -> test.calls.sendto(fd, buffer, LARGE, 0, null, 0));
    }
  },
  SENDMSG(Kind.SEND) {
    @Override
    Situation on(SocketCallsContract test) {
      return full(test, (fd, buffer) -> test.calls.sendmsg(fd, message(test, buffer), 0));
    }
  },
  SENDMMSG(Kind.SEND) {
    @Override
    Situation on(SocketCallsContract test) {
      return full(test, (fd, buffer) -> test.calls.sendmmsg(fd, messages(test, buffer), 1, 0));
    }
  },
  ACCEPT(Kind.ACCEPT) {
    @Override
    Situation on(SocketCallsContract test) {
      return accepting(test, 0);
    }
  },
  ACCEPT4(Kind.ACCEPT) {
    @Override
    Situation on(SocketCallsContract test) {
      return accepting(test, io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK);
    }
  },
  POLL(Kind.POLL) {
    @Override
    Situation on(SocketCallsContract test) {
      Situation datagram = DATAGRAM_READ.on(test);
      MemorySegment one = test.arena.allocate(Pollfd.SIZE, 4);
      Pollfd.set(one, 0, datagram.fd(), POLLIN);
      return new Situation(
          datagram.fd(), () -> test.calls.poll(one, 1, -1), datagram.end(), datagram.fd());
    }
  },
  EPOLL_WAIT(Kind.POLL) {
    @Override
    Situation on(SocketCallsContract test) {
      Situation datagram = DATAGRAM_READ.on(test);
      int epoll = test.opened(test.calls.epoll_create1(0));
      MemorySegment event = test.arena.allocate(EpollEvent.SIZE);
      EpollEvent.set(event, 0, EPOLLIN, 0);
      assertEquals(0, test.calls.epoll_ctl(epoll, EPOLL_CTL_ADD, datagram.fd(), event));
      return new Situation(
          epoll, () -> test.calls.epoll_wait(epoll, event, 1, -1), datagram.end(), datagram.fd());
    }
  };

  /** What a call waits for. */
  enum Kind {
    RECEIVE,
    SEND,
    ACCEPT,
    POLL
  }

  /**
   * A call that waits.
   *
   * @param fd its descriptor
   * @param call the call
   * @param end what lets it go on
   * @param socket the socket whose state it waits for
   */
  record Situation(int fd, java.util.function.LongSupplier call, Runnable end, int socket) {}

  private interface Transfer {
    long make(int fd, MemorySegment buffer);
  }

  private static final int BYTES = 8;
  private static final int SMALL_BUFFER = 16_384;

  /** More than the room that can appear in full buffers when a window is probed. */
  static final int LARGE = 1 << 17;

  private static final int CHUNK = 1 << 16;

  private final Kind kind;

  WaitingCall(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Makes a situation; the test closes what is opened for it. */
  abstract Situation on(SocketCallsContract test);

  private static MemorySegment vector(SocketCallsContract test, MemorySegment buffer) {
    MemorySegment vector = test.arena.allocate(Iovec.SIZE, 8);
    Iovec.set(vector, 0, buffer.address(), buffer.byteSize());
    return vector;
  }

  private static MemorySegment message(SocketCallsContract test, MemorySegment buffer) {
    return Msghdr.allocate(test.arena, vector(test, buffer), 1);
  }

  private static MemorySegment messages(SocketCallsContract test, MemorySegment buffer) {
    MemorySegment messages = test.arena.allocate(Msghdr.MMSG_SIZE, 8);
    Msghdr.iov(messages, 0, vector(test, buffer).address(), 1);
    return messages;
  }

  private static Situation stream(SocketCallsContract test, Transfer transfer) {
    SocketCallsContract.Pair pair = test.connectedPair();
    MemorySegment buffer = test.arena.allocate(BYTES);
    return new Situation(
        pair.server(),
        () -> transfer.make(pair.server(), buffer),
        () -> test.sendText(pair.client(), "x"),
        pair.server());
  }

  private static Situation datagram(SocketCallsContract test, Transfer transfer) {
    int receiver = test.udp();
    int sender = test.udp();
    MemorySegment name = test.bindLoopback(receiver);
    MemorySegment peer = test.bindLoopback(sender);
    assertEquals(0, test.calls.connect(receiver, peer, SockaddrIn.SIZE));
    assertEquals(0, test.calls.connect(sender, name, SockaddrIn.SIZE));
    MemorySegment buffer = test.arena.allocate(BYTES);
    return new Situation(
        receiver,
        () -> transfer.make(receiver, buffer),
        () -> test.sendText(sender, "x"),
        receiver);
  }

  /** A stream whose buffers are full at both ends. */
  private static Situation full(SocketCallsContract test, Transfer transfer) {
    SocketCallsContract.Pair pair = test.connectedPair();
    assertEquals(0, test.setInt(pair.client(), SOL_SOCKET, SO_SNDBUF, SMALL_BUFFER));
    assertEquals(0, test.setInt(pair.server(), SOL_SOCKET, SO_RCVBUF, SMALL_BUFFER));
    MemorySegment chunk = test.arena.allocate(CHUNK);
    fill(test, pair, chunk);
    MemorySegment buffer = test.arena.allocate(LARGE);
    return new Situation(
        pair.client(),
        () -> transfer.make(pair.client(), buffer),
        () -> drain(test, pair.server(), chunk),
        pair.client());
  }

  /** Sends until nothing fits even after the peer's end has taken what it can. */
  private static void fill(
      SocketCallsContract test, SocketCallsContract.Pair pair, MemorySegment chunk) {
    int quiet = 0;
    while (quiet < 4) {
      long sent = test.calls.send(pair.client(), chunk, CHUNK, MSG_DONTWAIT);
      quiet = sent < 0 ? quiet + 1 : 0;
      if (sent < 0) {
        SocketCallsContract.assertErrno(Errno.EAGAIN, sent);
        test.poll(pair.client(), POLLOUT, 50);
      }
    }
  }

  /** Reads until nothing more comes for now, or the end. */
  private static void drain(SocketCallsContract test, int fd, MemorySegment chunk) {
    long got = 1;
    while (got > 0 && test.poll(fd, POLLIN, 100) != 0) {
      got = test.calls.recv(fd, chunk, CHUNK, MSG_DONTWAIT);
      test.assertOk(got);
    }
  }

  private static Situation accepting(SocketCallsContract test, int flags) {
    int listener = test.listener(1);
    MemorySegment name = test.nameOf(listener);
    return new Situation(
        listener,
        () -> test.calls.accept4(listener, null, null, flags),
        () -> {
          int client = test.tcp();
          assertEquals(0, test.calls.connect(client, name, SockaddrIn.SIZE));
        },
        listener);
  }
}
