package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.ECONNRESET;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EISCONN;
import static io.ringroad.shim.Errno.ENOENT;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.PollEvent.POLLERR;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.PollEvent.POLLRDHUP;
import static io.ringroad.shim.abi.PollEvent.POLLRDNORM;
import static io.ringroad.shim.abi.PollEvent.POLLWRBAND;
import static io.ringroad.shim.abi.PollEvent.POLLWRNORM;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_RDWR;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ACCEPTCONN;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.MessageFlag;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Connections of AF_UNIX: made, full, refused, half closed and gone. */
class UnixStreamContractTest extends UnixContract {
  private static final int EVERY_EVENT = 0x2fff;
  private static final int IN = POLLIN | POLLRDNORM;
  private static final int OUT = POLLOUT | POLLWRNORM | POLLWRBAND;
  private static final int ENDED = IN | OUT | POLLHUP | POLLRDHUP;
  private static final int[] CONNECTED = {SOCK_STREAM, SOCK_SEQPACKET};

  private int events(int fd) {
    return poll(fd, EVERY_EVENT, 0);
  }

  @Test
  void aConnectionIsMadeAtOnceAndAcceptedLater() {
    for (int type : CONNECTED) {
      MemorySegment name = freshName();
      int listener = unixListener(type, name, 4);
      assertEquals(1, getInt(listener, SOL_SOCKET, SO_ACCEPTCONN));
      assertEquals(0, events(listener));
      int client = unix(type);
      assertEquals(OUT | POLLHUP, events(client));
      assertEquals(0, connect(client, name));
      assertEquals(OUT, events(client));
      assertEquals(IN, events(listener));
      sendText(client, "before");
      MemorySegment peer = arena.allocate(128, 2);
      MemorySegment length = intAt(128);
      int server = opened(calls.accept(listener, peer, length));
      assertEquals("2:", addressText(peer, length.get(JAVA_INT, 0)), "the client has no name");
      assertEquals(addressText(name), nameText(server, false));
      assertEquals(addressText(name), nameText(client, true));
      assertEquals("before", take(server, 16));
      assertEquals(0, events(listener));
    }
  }

  @Test
  void aReceiveNamesASenderThatHasAName() {
    MemorySegment name = freshName();
    int listener = unixListener(name);
    int client = unix(SOCK_STREAM);
    assertEquals(0, connect(client, name));
    int server = accepted(listener);
    MemorySegment from = arena.allocate(128, 2);
    MemorySegment length = intAt(128);
    sendText(server, "a");
    assertEquals(1, calls.recvfrom(client, bytes("....."), 5, 0, from, length));
    assertEquals(addressText(name), addressText(from, length.get(JAVA_INT, 0)));
    sendText(client, "b");
    length.set(JAVA_INT, 0, 128);
    assertEquals(1, calls.recvfrom(server, bytes("....."), 5, 0, from, length));
    assertEquals(0, length.get(JAVA_INT, 0));
  }

  @Test
  void aBacklogTakesOneMoreThanItSays() {
    MemorySegment name = freshName();
    int listener = unixListener(SOCK_STREAM, name, 0);
    int first = unix(SOCK_STREAM);
    assertEquals(0, connect(first, name));
    int second = unix(SOCK_STREAM);
    nonBlocking(second);
    assertErrno(EAGAIN, connect(second, name));
    nonBlocking(first);
    assertErrno(EAGAIN, connect(first, name));
    int third = unix(SOCK_STREAM);
    MemorySegment time = arena.allocate(Timeval.SIZE, 8);
    Timeval.set(time, 0, 20_000);
    assertEquals(0, calls.setsockopt(third, SOL_SOCKET, SO_SNDTIMEO, time, Timeval.SIZE));
    assertErrno(EAGAIN, connect(third, name));
    assertEquals(0, calls.listen(listener, 1));
    assertEquals(0, connect(second, name));
    accepted(listener);
    assertEquals(0, connect(third, name));
  }

  @Test
  void aConnectThatWaitsIsLetInByAnAccept() throws InterruptedException {
    MemorySegment name = freshName();
    int listener = unixListener(SOCK_STREAM, name, 0);
    assertEquals(0, connect(unix(SOCK_STREAM), name));
    int[] clients = {unix(SOCK_STREAM), unix(SOCK_STREAM)};
    Background one = new Background(() -> connect(clients[0], name));
    Background two = new Background(() -> connect(clients[1], name));
    for (int i = 0; i < 3; i++) {
      accepted(listener);
    }
    assertEquals(0, one.result());
    assertEquals(0, two.result());
  }

  @Test
  void aConnectThatWaitsIsRefusedWhenTheListenerCloses() throws InterruptedException {
    MemorySegment name = freshName();
    int listener = unixListener(SOCK_STREAM, name, 0);
    int first = unix(SOCK_STREAM);
    assertEquals(0, connect(first, name));
    int client = unix(SOCK_STREAM);
    Background waiting = new Background(() -> connect(client, name));
    awaitBlocked(waiting.thread());
    close(listener);
    assertErrno(ECONNREFUSED, waiting.result());
    assertEquals(ENDED | POLLERR, events(first));
    assertErrno(EPIPE, send(first, "x", 0));
    assertEquals("ECONNRESET", take(first, 1));
    assertEquals("", take(first, 1));
    assertEquals(ENDED, events(first));
  }

  @Test
  void whatIsNoListenerRefuses() {
    MemorySegment name = freshName();
    int listener = unixListener(name);
    int client = unix(SOCK_STREAM);
    assertEquals(0, connect(client, name));
    assertErrno(EISCONN, connect(client, name));
    assertErrno(ECONNREFUSED, connect(client, freshName()));
    assertErrno(ENOENT, connect(client, path("absent")));
    assertErrno(EINVAL, connect(listener, name));
    assertErrno(EINVAL, calls.listen(client, 1));
    assertErrno(EINVAL, calls.accept(client, NULL, NULL));
    assertErrno(EOPNOTSUPP, calls.accept(unix(SOCK_DGRAM), NULL, NULL));
    assertEquals("EINVAL", take(listener, 1));
    assertErrno(ENOTCONN, send(listener, "x", 0));
    assertErrno(EINVAL, ioctl(listener, IoControl.FIONREAD));
    assertEquals(0, ioctl(listener, IoControl.SIOCOUTQ));
    nonBlocking(listener);
    accepted(listener);
    assertErrno(EAGAIN, calls.accept(listener, NULL, NULL));
  }

  @Test
  void anUnconnectedSocketSaysSo() {
    assertErrno(ENOTCONN, send(unix(SOCK_STREAM), "x", 0));
    assertEquals("EINVAL", take(unix(SOCK_STREAM), 1));
    assertErrno(ENOTCONN, send(unix(SOCK_SEQPACKET), "x", 0));
    assertEquals("ENOTCONN", take(unix(SOCK_SEQPACKET), 1));
    assertErrno(EOPNOTSUPP, sendTo(unix(SOCK_STREAM), "x", freshName()));
    Pair pair = pair(SOCK_STREAM);
    assertErrno(EISCONN, sendTo(pair.client(), "x", freshName()));
    Pair packets = pair(SOCK_SEQPACKET);
    assertEquals(1, sendTo(packets.client(), "x", freshName()), "the address is not looked at");
    for (int type : CONNECTED) {
      int fd = unix(type);
      assertEquals(0, calls.shutdown(fd, SHUT_RDWR));
      assertEquals(ENDED, events(fd));
    }
  }

  @Test
  void aHalfThatIsShutIsShutAtBothEnds() {
    for (int type : CONNECTED) {
      Pair pair = pair(type);
      sendText(pair.client(), "last");
      assertEquals(0, calls.shutdown(pair.client(), SHUT_WR));
      assertErrno(EPIPE, send(pair.client(), "x", 0));
      assertEquals(OUT, events(pair.client()));
      assertEquals(IN | OUT | POLLRDHUP, events(pair.server()));
      assertEquals("last", take(pair.server(), 9));
      assertEquals("", take(pair.server(), 9));
      sendText(pair.server(), "back");
      assertEquals("back", take(pair.client(), 9));
      assertEquals(0, calls.shutdown(pair.client(), SHUT_RD));
      assertErrno(EPIPE, send(pair.server(), "x", 0));
      assertEquals(ENDED, events(pair.server()));
      assertEquals(ENDED, events(pair.client()));
      assertErrno(EINVAL, calls.shutdown(pair.client(), 3));
    }
  }

  @Test
  void aPeerThatClosesLeavesWhatItSent() {
    for (int type : CONNECTED) {
      Pair pair = pair(type);
      sendText(pair.server(), "rest");
      close(pair.server());
      assertEquals(ENDED, events(pair.client()));
      assertEquals("rest", take(pair.client(), 9));
      assertEquals("", take(pair.client(), 9));
      assertErrno(EPIPE, send(pair.client(), "x", 0));
      assertEquals("2:", nameText(pair.client(), true), "it still has a peer's name");
    }
  }

  @Test
  void aPeerThatHasNotReadAllResets() {
    for (int type : CONNECTED) {
      Pair pair = pair(type);
      sendText(pair.client(), "unread");
      sendText(pair.server(), "rest");
      close(pair.server());
      assertEquals(ENDED | POLLERR, events(pair.client()));
      if (type == SOCK_STREAM) {
        assertEquals("rest", take(pair.client(), 9), "a stream's data comes first");
        assertEquals("ECONNRESET", take(pair.client(), 9));
      } else {
        assertEquals("ECONNRESET", take(pair.client(), 9));
        assertEquals("rest", take(pair.client(), 9));
      }
      assertEquals("", take(pair.client(), 9));
      assertEquals(ENDED, events(pair.client()));
    }
    Pair pair = pair(SOCK_STREAM);
    sendText(pair.client(), "unread");
    close(pair.server());
    assertEquals(ECONNRESET, getInt(pair.client(), SOL_SOCKET, SO_ERROR));
    assertEquals(0, getInt(pair.client(), SOL_SOCKET, SO_ERROR));
  }

  @Test
  void aListenerThatMayNotReceiveAcceptsWhatItHas() {
    MemorySegment name = freshName();
    int listener = unixListener(name);
    assertEquals(0, connect(unix(SOCK_STREAM), name));
    assertEquals(0, calls.shutdown(listener, SHUT_RD));
    assertErrno(ECONNREFUSED, connect(unix(SOCK_STREAM), name));
    accepted(listener);
    assertErrno(EINVAL, calls.accept(listener, NULL, NULL));
    assertEquals(IN | POLLRDHUP, events(listener));
  }

  @Test
  void bytesHaveNoBorders() {
    Pair pair = pair(SOCK_STREAM);
    sendText(pair.client(), "abc");
    sendText(pair.client(), "defg");
    assertEquals(7, ioctl(pair.server(), IoControl.FIONREAD));
    assertEquals("abcdefg", take(pair.server(), 9, MessageFlag.MSG_PEEK));
    assertEquals("ab", take(pair.server(), 2, MessageFlag.MSG_TRUNC));
    assertEquals("cdef", take(pair.server(), 4));
    assertEquals("", take(pair.server(), 0));
    assertEquals("g", take(pair.server(), 4));
    assertEquals("EAGAIN", take(pair.server(), 4));
    assertEquals("EAGAIN", take(pair.server(), 0));
    assertEquals(0, calls.write(pair.client(), NULL, 0));
    assertEquals("EAGAIN", take(pair.server(), 4), "nothing is nothing");
    assertEquals(1, send(pair.client(), "x", MessageFlag.MSG_EOR | MessageFlag.MSG_MORE));
    assertEquals("x", take(pair.server(), 4));
  }

  @Test
  void aReceiveCanWaitForAllOfIt() throws InterruptedException {
    Pair pair = pair(SOCK_STREAM);
    MemorySegment buffer = arena.allocate(6);
    sendText(pair.client(), "ab");
    Background all =
        new Background(() -> calls.recv(pair.server(), buffer, 6, MessageFlag.MSG_WAITALL));
    sendText(pair.client(), "cd");
    sendText(pair.client(), "efgh");
    assertEquals(6, all.result());
    assertEquals("abcdef", text(buffer, 6));
    Background rest =
        new Background(() -> calls.recv(pair.server(), buffer, 6, MessageFlag.MSG_WAITALL));
    close(pair.client());
    assertEquals(2, rest.result());
  }
}
