package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.FileControl.FD_CLOEXEC;
import static io.ringroad.shim.abi.FileControl.F_GETFD;
import static io.ringroad.shim.abi.MessageFlag.MSG_CMSG_CLOEXEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_CTRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.MessageFlag.MSG_PEEK;
import static io.ringroad.shim.abi.PollEvent.POLLHUP;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_SEQPACKET;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringroad.shim.abi.Cmsghdr;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Passing descriptors (SCM_RIGHTS): what goes along, what is cut, what closes. */
class UnixRightsContractTest extends UnixContract {
  private static final int[] TYPES = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};

  @Test
  void aDescriptorThatIsPassedIsTheSameSocket() {
    for (int type : TYPES) {
      Pair road = pair(type);
      Pair passed = pair(SOCK_STREAM);
      assertEquals(1, sendWith(road.client(), "x", rights(passed.client())));
      close(passed.client());
      sendText(passed.server(), "held");
      Received received = receive(road.server(), 9, Cmsghdr.space(4), 0);
      assertEquals("x", received.text());
      assertEquals(0, received.flags());
      assertEquals(Cmsghdr.space(4), received.controlLength());
      int again = received.descriptors().getFirst();
      assertEquals("held", take(again, 9));
      assertEquals(0, calls.fcntl(again, F_GETFD, 0));
    }
  }

  @Test
  void tcpAndEpollDescriptorsArePassedToo() {
    Pair road = pair(SOCK_DGRAM);
    Pair tcp = connectedPair();
    int epoll = opened(calls.epoll_create1(0));
    assertEquals(1, sendWith(road.client(), "x", rights(tcp.client(), epoll, tcp.client())));
    close(tcp.client());
    close(epoll);
    List<Integer> received = receive(road.server(), 9, 64, MSG_CMSG_CLOEXEC).descriptors();
    assertEquals(3, received.size());
    assertEquals(FD_CLOEXEC, calls.fcntl(received.get(1), F_GETFD, 0));
    sendText(received.get(0), "ab");
    sendText(received.get(2), "cd");
    MemorySegment all = arena.allocate(4);
    assertEquals(4, calls.recv(tcp.server(), all, 4, io.ringroad.shim.abi.MessageFlag.MSG_WAITALL));
    assertEquals("abcd", text(all, 4));
  }

  @Test
  void aStreamEndsAReceiveBehindDescriptors() {
    Pair road = pair(SOCK_STREAM);
    int fd = udp();
    sendText(road.client(), "aa");
    sendWith(road.client(), "bb", rights(fd));
    sendText(road.client(), "cc");
    Received first = receive(road.server(), 99, 64, 0);
    assertEquals("aabb", first.text());
    assertEquals(1, first.descriptors().size());
    assertEquals("cc", receive(road.server(), 99, 64, 0).text());
    sendWith(road.client(), "dd", rights(fd));
    sendWith(road.client(), "ee", rights(fd, fd));
    Received part = receive(road.server(), 1, 64, 0);
    assertEquals("d", part.text());
    assertEquals(1, part.descriptors().size());
    Received rest = receive(road.server(), 99, 64, 0);
    assertEquals("dee", rest.text());
    assertEquals(2, rest.descriptors().size());
  }

  @Test
  void peekingGivesDescriptorsOfItsOwn() {
    for (int type : TYPES) {
      Pair road = pair(type);
      Pair passed = pair(SOCK_STREAM);
      sendWith(road.client(), "xy", rights(passed.client()));
      close(passed.client());
      int one = receive(road.server(), 1, 64, MSG_PEEK).descriptors().getFirst();
      int two = receive(road.server(), 9, 64, MSG_PEEK).descriptors().getFirst();
      int three = receive(road.server(), 9, 64, 0).descriptors().getFirst();
      assertNotEquals(one, two);
      close(one);
      close(two);
      sendText(three, "through");
      assertEquals("through", take(passed.server(), 9));
      close(three);
      assertEquals("", take(passed.server(), 9), "nobody has it any more");
    }
  }

  @Test
  void peekingBeyondTheRoomSeesTheNextMessagesDescriptors() {
    Pair road = pair(SOCK_STREAM);
    sendText(road.client(), "ab");
    sendWith(road.client(), "cd", rights(udp()));
    Received peeked = receive(road.server(), 2, 64, MSG_PEEK);
    assertEquals("ab", peeked.text());
    assertEquals(1, peeked.descriptors().size());
    Received taken = receive(road.server(), 2, 64, 0);
    assertEquals(0, taken.descriptors().size());
  }

  @Test
  void whatDoesNotFitCloses() {
    int[][] roomAndFitting = {
      {Cmsghdr.SIZE + 8, 2}, {Cmsghdr.SIZE + 7, 1}, {Cmsghdr.space(4), 2}, {16, 0}, {0, 0}
    };
    for (int[] each : roomAndFitting) {
      Pair road = pair(SOCK_STREAM);
      Pair passed = pair(SOCK_STREAM);
      int other = udp();
      sendWith(road.client(), "x", rights(other, other, passed.client()));
      close(passed.client());
      Received received = receive(road.server(), 9, each[0], 0);
      assertEquals(MSG_CTRUNC, received.flags());
      assertEquals(each[1], received.descriptors().size());
      assertEquals("", take(passed.server(), 1), "closed");
    }
  }

  @Test
  void aReceiveThatTakesNoDescriptorsClosesThem() {
    for (int type : TYPES) {
      Pair road = pair(type);
      Pair passed = pair(SOCK_STREAM);
      sendWith(road.client(), "x", rights(passed.client()));
      close(passed.client());
      assertEquals("EAGAIN", take(passed.server(), 1));
      assertEquals("x", take(road.server(), 9));
      assertEquals("", take(passed.server(), 1));
    }
  }

  @Test
  void whatNobodyReceivesClosesWithTheQueue() {
    for (int type : TYPES) {
      Pair road = pair(type);
      Pair passed = pair(SOCK_STREAM);
      sendWith(road.client(), "x", rights(passed.client()));
      close(passed.client());
      close(road.server());
      assertEquals(POLLHUP, poll(passed.server(), POLLHUP, WAIT_MS));
      assertEquals("", take(passed.server(), 1));
    }
  }

  @Test
  void whatIsInABacklogClosesWithTheListener() {
    MemorySegment name = freshName();
    int listener = unixListener(name);
    int client = unix(SOCK_STREAM);
    assertEquals(0, connect(client, name));
    Pair passed = pair(SOCK_STREAM);
    sendWith(client, "x", rights(passed.client()));
    close(passed.client());
    close(listener);
    assertEquals(POLLHUP, poll(passed.server(), POLLHUP, WAIT_MS));
  }

  @Test
  void badControlDataPassesNothing() {
    Pair road = pair(SOCK_STREAM);
    int fd = udp();
    int[] many = new int[254];
    java.util.Arrays.fill(many, fd);
    assertErrno(EINVAL, sendWith(road.client(), "x", rights(many)));
    assertErrno(EBADF, sendWith(road.client(), "x", rights(fd, 9_999)));
    assertErrno(EBADF, sendWith(road.client(), "x", rights(-1)));
    MemorySegment unknown = control(SOL_SOCKET, 99, arena.allocate(4));
    assertErrno(EINVAL, sendWith(road.client(), "x", unknown));
    MemorySegment tooLong = rights(fd);
    Cmsghdr.length(tooLong, 0, tooLong.byteSize() + 1);
    assertErrno(EINVAL, sendWith(road.client(), "x", tooLong));
    Cmsghdr.length(tooLong, 0, Cmsghdr.SIZE - 1);
    assertErrno(EINVAL, sendWith(road.client(), "x", tooLong));
    assertEquals("EAGAIN", take(road.server(), 1), "nothing was sent");
    MemorySegment foreign = control(0, 99, arena.allocate(4));
    assertEquals(1, sendWith(road.client(), "x", foreign));
    assertEquals(1, sendWith(road.client(), "y", rights()));
    Received received = receive(road.server(), 9, 64, 0);
    assertEquals("xy", received.text());
    assertEquals(0, received.controlLength());
  }

  @Test
  void asManyAsTheLimitGoInOneMessage() {
    Pair road = pair(SOCK_DGRAM);
    int fd = udp();
    int[] most = new int[253];
    java.util.Arrays.fill(most, fd);
    assertEquals(0, sendWith(road.client(), "", rights(most)));
    Received received = receive(road.server(), 9, 2_048, MSG_DONTWAIT);
    assertEquals(0, received.result());
    assertEquals(253, received.descriptors().size());
    assertEquals(Cmsghdr.space(253 * 4), received.controlLength());
  }

  @Test
  void aStreamSendsNoDescriptorsWithoutBytes() {
    Pair road = pair(SOCK_STREAM);
    assertEquals(0, sendWith(road.client(), "", rights(udp())));
    assertEquals("EAGAIN", take(road.server(), 1));
  }
}
