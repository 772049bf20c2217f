package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.ECONNRESET;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.Errno.ENOTCONN;
import static io.ringroad.shim.Errno.EPERM;
import static io.ringroad.shim.Errno.EPIPE;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_EOR;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.Shutdown.SHUT_RD;
import static io.ringroad.shim.abi.Shutdown.SHUT_WR;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUF;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMP;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.IoControl;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Datagrams and sequenced packets of AF_UNIX: borders, destinations, full queues. */
class UnixDatagramContractTest extends UnixContract {
  private static final int QUEUE_LENGTH = 11;

  private int dissolve(int fd) {
    return calls.connect(fd, rawName(AF_UNSPEC, ""), 2);
  }

  @Test
  void aDatagramKeepsItsBordersAndItsSender() {
    MemorySegment name = freshName();
    int receiver = bound(SOCK_DGRAM, name);
    MemorySegment senderName = freshName();
    int sender = bound(SOCK_DGRAM, senderName);
    assertEquals(3, sendTo(sender, "abc", name));
    assertEquals(0, sendTo(unix(SOCK_DGRAM), "", name));
    assertEquals(3, ioctl(receiver, IoControl.FIONREAD));
    MemorySegment buffer = arena.allocate(2);
    MemorySegment from = arena.allocate(128, 2);
    MemorySegment length = intAt(128);
    assertEquals(3, calls.recvfrom(receiver, buffer, 2, MSG_TRUNC | MSG_PEEK, from, length));
    assertEquals(addressText(senderName), addressText(from, length.get(JAVA_INT, 0)));
    length.set(JAVA_INT, 0, 128);
    assertEquals(2, calls.recvfrom(receiver, buffer, 2, 0, from, length));
    length.set(JAVA_INT, 0, 128);
    assertEquals(0, calls.recvfrom(receiver, buffer, 2, 0, from, length));
    assertEquals(0, length.get(JAVA_INT, 0), "no name");
    assertEquals("EAGAIN", take(receiver, 2));
  }

  @Test
  void packetsKeepTheirBordersOnAConnection() {
    Pair pair = pair(SOCK_SEQPACKET);
    assertEquals(5, send(pair.client(), "abcde", MSG_EOR));
    assertEquals(2, send(pair.client(), "fg", 0));
    assertEquals(0, send(pair.client(), "", 0));
    assertEquals(7, ioctl(pair.server(), IoControl.FIONREAD));
    Received cut = receive(pair.server(), 3, 0, 0);
    assertEquals("abc", cut.text());
    assertEquals(MSG_TRUNC, cut.flags());
    Received whole = receive(pair.server(), 3, 0, 0);
    assertEquals("fg", whole.text());
    assertEquals(0, whole.flags());
    assertEquals(0, receive(pair.server(), 3, 0, 0).result());
    assertEquals("EAGAIN", take(pair.server(), 3));
  }

  @Test
  void aQueueTakesElevenFromStrangers() {
    MemorySegment name = freshName();
    int receiver = bound(SOCK_DGRAM, name);
    int stranger = unix(SOCK_DGRAM);
    nonBlocking(stranger);
    for (int i = 0; i < QUEUE_LENGTH; i++) {
      assertEquals(1, sendTo(stranger, "x", name));
    }
    assertErrno(EAGAIN, sendTo(stranger, "x", name));
    assertEquals(POLLOUT, poll(stranger, POLLOUT, 0), "nobody knows where it will send to");
    assertEquals(0, connect(stranger, name));
    assertEquals(0, poll(stranger, POLLOUT, 0));
    assertErrno(EAGAIN, send(stranger, "x", 0));
    assertEquals("x", take(receiver, 1));
    assertEquals(POLLOUT, poll(stranger, POLLOUT, 0));
    assertEquals(1, send(stranger, "x", 0));
  }

  @Test
  void twoThatAreConnectedAreHeldBackByTheBufferAlone() {
    Pair pair = pair(SOCK_DGRAM);
    nonBlocking(pair.client());
    assertEquals(0, setInt(pair.client(), SOL_SOCKET, SO_SNDBUF, 20_000));
    int sent = 0;
    while (send(pair.client(), "x", 0) == 1) {
      sent++;
    }
    assertEquals(53, sent, "768 bytes each, of 40000");
    assertEquals(53 * 768, ioctl(pair.client(), IoControl.SIOCOUTQ));
    assertEquals(0, poll(pair.client(), POLLOUT, 0));
    for (int i = 0; i < 40; i++) {
      assertEquals("x", take(pair.server(), 1));
    }
    assertEquals(POLLOUT, poll(pair.client(), POLLOUT, 0), "a quarter is used");
  }

  @Test
  void aSendThatWaitsGoesOnWhenThereIsRoom() throws InterruptedException {
    MemorySegment name = freshName();
    int receiver = bound(SOCK_DGRAM, name);
    int[] senders = {unix(SOCK_DGRAM), unix(SOCK_DGRAM)};
    for (int i = 0; i < QUEUE_LENGTH; i++) {
      assertEquals(1, sendTo(senders[0], "x", name));
    }
    Background one = new Background(() -> sendTo(senders[0], "y", name));
    assertEquals(0, connect(senders[1], name));
    Background two = new Background(() -> send(senders[1], "y", 0));
    for (int i = 0; i < QUEUE_LENGTH + 2; i++) {
      assertEquals(1, receiveText(receiver, 1).length());
    }
    assertEquals(1, one.result());
    assertEquals(1, two.result());
    Background polling = new Background(() -> poll(receiver, POLLIN, WAIT_MS));
    assertEquals(1, send(senders[1], "z", 0));
    assertEquals(POLLIN, polling.result());
  }

  @Test
  void aConnectedSocketTakesFromItsPeerAlone() {
    MemorySegment name = freshName();
    int receiver = bound(SOCK_DGRAM, name);
    MemorySegment friendName = freshName();
    int friend = bound(SOCK_DGRAM, friendName);
    int stranger = unix(SOCK_DGRAM);
    assertEquals(0, connect(stranger, name));
    assertEquals(0, connect(receiver, friendName));
    assertErrno(EPERM, send(stranger, "x", 0));
    assertErrno(EPERM, sendTo(stranger, "x", name));
    assertErrno(EPERM, connect(unix(SOCK_DGRAM), name));
    assertEquals(1, sendTo(friend, "f", name));
    assertEquals("f", take(receiver, 9));
    assertEquals(0, dissolve(receiver));
    assertErrno(ENOTCONN, send(receiver, "x", 0));
    assertErrno(ENOTCONN, calls.getpeername(receiver, arena.allocate(8), intAt(8)));
    assertEquals(1, send(stranger, "x", 0));
    assertEquals(0, dissolve(receiver), "nothing to dissolve");
  }

  @Test
  void aPeerThatLeavesLosesWhatWasSentToIt() {
    Pair pair = pair(SOCK_DGRAM);
    sendText(pair.client(), "lost");
    assertEquals(0, dissolve(pair.server()));
    assertEquals("EAGAIN", take(pair.server(), 9));
    assertEquals(ECONNRESET, getInt(pair.client(), SOL_SOCKET, SO_ERROR));
    assertEquals(1, send(pair.client(), "x", 0), "it may still be sent to");
  }

  @Test
  void aPeerThatHasClosedIsNoticedByASend() {
    Pair pair = pair(SOCK_DGRAM);
    sendText(pair.server(), "left");
    sendText(pair.client(), "unread");
    close(pair.server());
    assertEquals(POLLIN | POLLOUT, poll(pair.client(), POLLIN | POLLOUT, 0));
    assertEquals("2:", nameText(pair.client(), true));
    assertErrno(ECONNREFUSED, send(pair.client(), "x", 0));
    assertEquals("EAGAIN", take(pair.client(), 9), "what it had sent is gone");
    assertErrno(ENOTCONN, send(pair.client(), "x", 0));
    MemorySegment name = freshName();
    int receiver = bound(SOCK_DGRAM, name);
    close(receiver);
    assertErrno(ECONNREFUSED, sendTo(pair.client(), "x", name));
  }

  @Test
  void aDirectionThatIsShutIsThisEndsAlone() throws InterruptedException {
    Pair pair = pair(SOCK_DGRAM);
    assertEquals(0, calls.shutdown(pair.client(), SHUT_WR));
    assertErrno(EPIPE, send(pair.client(), "x", 0));
    assertEquals(0, poll(pair.server(), POLLIN, 0));
    int waiting = pair.client();
    Background receiving = new Background(() -> receiveText(waiting, 1).length());
    awaitBlocked(receiving.thread());
    assertEquals(0, calls.shutdown(waiting, SHUT_RD));
    assertEquals(0, receiving.result());
    assertErrno(EPIPE, send(pair.server(), "x", 0));
    assertEquals("EAGAIN", take(waiting, 1), "an end only for who waits");
  }

  @Test
  void aDatagramFitsTheSendBuffer() {
    for (int type : new int[] {SOCK_DGRAM, SOCK_SEQPACKET}) {
      Pair pair = pair(type);
      nonBlocking(pair.client());
      int room = getInt(pair.client(), SOL_SOCKET, SO_SNDBUF) - 32;
      MemorySegment memory = arena.allocate(room + 1L);
      assertErrno(EMSGSIZE, calls.send(pair.client(), memory, room + 1L, 0));
      assertEquals(room, calls.send(pair.client(), memory, room, 0));
      assertErrno(EAGAIN, calls.send(pair.client(), memory, 1, 0));
      assertEquals(room, calls.recv(pair.server(), memory, room + 1L, 0));
      assertEquals(0, ioctl(pair.client(), IoControl.SIOCOUTQ));
    }
  }

  @Test
  void aMessageComesWithTheTimeOfItsReceive() {
    for (int type : new int[] {SOCK_DGRAM, SOCK_SEQPACKET}) {
      Pair pair = pair(type);
      assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_TIMESTAMP, 1));
      long before = System.currentTimeMillis() / 1_000;
      sendText(pair.client(), "x");
      Received received = receive(pair.server(), 1, 64, 0);
      assertEquals(SO_TIMESTAMP, Cmsghdr.type(received.control(), 0));
      long seconds = Timeval.seconds(received.control().asSlice(Cmsghdr.SIZE));
      assertTrue(seconds >= before && seconds <= System.currentTimeMillis() / 1_000);
    }
  }

  @Test
  void aSocketCanSendToItself() {
    MemorySegment name = freshName();
    int fd = bound(SOCK_DGRAM, name);
    assertEquals(0, connect(fd, name));
    assertEquals(addressText(name), nameText(fd, true));
    nonBlocking(fd);
    for (int i = 0; i < 20; i++) {
      assertEquals(1, send(fd, "x", 0));
    }
    assertEquals("x", take(fd, 1));
  }
}
