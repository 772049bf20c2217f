package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOBUFS;
import static io.ringroad.shim.Errno.ENODEV;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.IpSocketOption.IP_PKTINFO;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVORIGDSTADDR;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVTOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_RECVTTL;
import static io.ringroad.shim.abi.IpSocketOption.IP_TOS;
import static io.ringroad.shim.abi.IpSocketOption.IP_TTL;
import static io.ringroad.shim.abi.MessageFlag.MSG_CMSG_CLOEXEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_CTRUNC;
import static io.ringroad.shim.abi.MessageFlag.MSG_OOB;
import static io.ringroad.shim.abi.MessageFlag.MSG_TRUNC;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.PollEvent.POLLPRI;
import static io.ringroad.shim.abi.SocketOption.SCM_RIGHTS;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_MARK;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.InPktinfo;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.contract.ControlMessages.Piece;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Control data of datagrams, both ways, byte for byte. */
class AncillaryContractTest extends SocketCallsContract {
  private static final int ROOM = 512;

  /** A receiver that hears all, and a sender that is connected to it. */
  private Pair hearing(int... options) {
    int receiver = udp();
    for (int option : options) {
      assertEquals(0, setInt(receiver, IPPROTO_IP, option, 1));
    }
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    return new Pair(sender, receiver);
  }

  private ControlMessages received(int fd, int room, int flags) {
    await(fd, POLLIN);
    ControlMessages message = new ControlMessages(arena, room);
    assertOk(calls.recvmsg(fd, message.header, flags));
    return message;
  }

  private long send(int fd, Piece... pieces) {
    return calls.sendmsg(fd, ControlMessages.toSend(arena, "data", List.of(pieces)).header, 0);
  }

  private static Piece packetInfo(int number, int local) {
    MemorySegment info = MemorySegment.ofArray(new int[InPktinfo.SIZE / Integer.BYTES]);
    InPktinfo.set(info, number, local, 0);
    return new Piece(IPPROTO_IP, IP_PKTINFO, bytes(info));
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(JAVA_BYTE);
  }

  @Test
  void whatIpSaysOfADatagramComesInTheKernelsOrder() {
    Pair pair = hearing(IP_RECVORIGDSTADDR, IP_RECVTOS, IP_RECVTTL, IP_PKTINFO);
    assertEquals(0, setInt(pair.client(), IPPROTO_IP, IP_TTL, 33));
    assertEquals(0, setInt(pair.client(), IPPROTO_IP, IP_TOS, 0x2c));
    sendText(pair.client(), "hello");
    ControlMessages message = received(pair.server(), ROOM, 0);
    String port = String.format("%04x", SockaddrIn.port(nameOf(pair.server())));
    assertEquals(
        "0/8:010000007f0000017f000001 0/2:21000000 0/1:2c 0/20:0200"
            + port
            + "7f0000010000000000000000",
        message.text());
    assertEquals(0, message.flags());
    int used = 2 * Cmsghdr.space(4) + Cmsghdr.space(12);
    assertEquals(used + Cmsghdr.space(16), Msghdr.controlLength(message.header, 0));
  }

  @Test
  void theDestinationIsTheOneInTheHeader() {
    int receiver = udp();
    assertEquals(0, setInt(receiver, IPPROTO_IP, IP_PKTINFO, 1));
    assertEquals(0, calls.bind(receiver, address("0.0.0.0", 0), SockaddrIn.SIZE));
    int sender = udp();
    MemorySegment to = address("127.0.0.5", SockaddrIn.port(nameOf(receiver)));
    assertEquals(1, calls.sendto(sender, bytes("x"), 1, 0, to, SockaddrIn.SIZE));
    assertEquals("0/8:010000007f0000057f000005", received(receiver, ROOM, 0).text());
  }

  @Test
  void controlDataIsCutToItsRoom() {
    Pair pair = hearing(IP_PKTINFO, IP_RECVTTL);
    int[] rooms = {0, 1, 8, 15, 16, 17, 27, 28, 31, 32, 40, 47, 48, 49, 51, 52, 55, 56, 57};
    String[] expected = {
      "8 0", "8 0", "8 0", "8 0", "8 16", "8 17", "8 27", "8 28", "8 31", "8 32", "8 32", "8 32",
      "8 48", "8 49", "8 51", "0 52", "0 55", "0 56", "0 56"
    };
    for (int i = 0; i < rooms.length; i++) {
      sendText(pair.client(), "x");
      ControlMessages message = received(pair.server(), rooms[i], 0);
      long used = Msghdr.controlLength(message.header, 0);
      assertEquals(expected[i], message.flags() + " " + used, "room " + rooms[i]);
      for (long at = used; at < rooms[i]; at++) {
        assertEquals(0x5a, message.control().get(JAVA_BYTE, at), "beyond");
      }
    }
  }

  @Test
  void aHeaderThatWasCutSaysHowMuchIsThere() {
    Pair pair = hearing(IP_PKTINFO);
    sendText(pair.client(), "x");
    ControlMessages message = received(pair.server(), 21, 0);
    assertEquals(MSG_CTRUNC, message.flags());
    assertEquals(21, Cmsghdr.length(message.control(), 0));
    assertEquals("0/8:010000007f", message.text());
  }

  @Test
  void flagsOfTheCallComeBackAmongThoseOfTheMessage() {
    Pair pair = hearing(IP_PKTINFO);
    sendText(pair.client(), "abc");
    ControlMessages message = new ControlMessages(arena, 0);
    message.dataRoom(1);
    await(pair.server(), POLLIN);
    assertEquals(1, calls.recvmsg(pair.server(), message.header, MSG_CMSG_CLOEXEC));
    assertEquals(MSG_CMSG_CLOEXEC | MSG_CTRUNC | MSG_TRUNC, message.flags());
  }

  @Test
  void aMessageCanHaveItsOwnTtlAndTos() {
    Pair pair = hearing(IP_RECVTTL, IP_RECVTOS);
    assertEquals(
        4,
        send(
            pair.client(),
            Piece.ofInt(IPPROTO_IP, IP_TTL, 5),
            Piece.ofInt(IPPROTO_IP, IP_TOS, 0x10)));
    assertEquals("0/2:05000000 0/1:10", received(pair.server(), ROOM, 0).text());
    assertEquals(4, send(pair.client(), new Piece(IPPROTO_IP, IP_TOS, new byte[] {0x08})));
    assertEquals("0/2:40000000 0/1:08", received(pair.server(), ROOM, 0).text());
    for (int bad : new int[] {0, -1, 256}) {
      assertErrno(EINVAL, send(pair.client(), Piece.ofInt(IPPROTO_IP, IP_TTL, bad)));
    }
    for (int bad : new int[] {-1, 256}) {
      assertErrno(EINVAL, send(pair.client(), Piece.ofInt(IPPROTO_IP, IP_TOS, bad)));
    }
    assertErrno(EINVAL, send(pair.client(), new Piece(IPPROTO_IP, IP_TTL, new byte[1])));
    assertErrno(EINVAL, send(pair.client(), new Piece(IPPROTO_IP, IP_TTL, new byte[8])));
    assertErrno(EINVAL, send(pair.client(), new Piece(IPPROTO_IP, IP_TOS, new byte[2])));
    sendText(pair.client(), "next");
    assertEquals("0/2:40000000 0/1:00", received(pair.server(), ROOM, 0).text());
  }

  @Test
  void aMessageCanChooseWhereItComesFrom() {
    Pair pair = hearing(IP_PKTINFO);
    int other = 127 << 24 | 9;
    assertEquals(4, send(pair.client(), packetInfo(0, other)));
    ControlMessages message = received(pair.server(), ROOM, 0);
    assertEquals(other, SockaddrIn.address(message.name));
    assertEquals(4, send(pair.client(), packetInfo(1, 0)));
    assertEquals(127 << 24 | 1, SockaddrIn.address(received(pair.server(), ROOM, 0).name));
    assertErrno(ENODEV, send(pair.client(), packetInfo(77, 0)));
    assertErrno(EINVAL, send(pair.client(), new Piece(IPPROTO_IP, IP_PKTINFO, new byte[8])));
    assertErrno(EINVAL, send(pair.client(), new Piece(IPPROTO_IP, IP_PKTINFO, new byte[16])));
  }

  @Test
  void whatNobodyKnowsIsRefusedOrPassedOver() {
    Pair pair = hearing();
    assertErrno(EINVAL, send(pair.client(), Piece.ofInt(IPPROTO_IP, 99, 0)));
    assertErrno(EINVAL, send(pair.client(), Piece.ofInt(SOL_SOCKET, 99, 0)));
    assertEquals(4, send(pair.client(), Piece.ofInt(IPPROTO_IPV6, 99, 0)));
    assertEquals(4, send(pair.client(), Piece.ofInt(SOL_SOCKET, SCM_RIGHTS, 0)));
    assertEquals(4, send(pair.client(), Piece.ofInt(SOL_SOCKET, SO_MARK, 0)));
    assertErrno(EINVAL, send(pair.client(), new Piece(SOL_SOCKET, SO_MARK, new byte[2])));
  }

  @Test
  void controlDataThatOverlapsItsBoundsIsRefused() {
    Pair pair = hearing();
    ControlMessages message =
        ControlMessages.toSend(arena, "data", List.of(Piece.ofInt(IPPROTO_IP, IP_TTL, 5)));
    for (long length : new long[] {0, 15, 25, 1 << 20, -1, Long.MIN_VALUE}) {
      Cmsghdr.length(message.control(), 0, length);
      assertErrno(EINVAL, calls.sendmsg(pair.client(), message.header, 0));
    }
    Cmsghdr.length(message.control(), 0, Cmsghdr.length(4));
    for (long room : new long[] {0, 1, 15}) {
      Msghdr.controlLength(message.header, 0, room);
      assertEquals(4, calls.sendmsg(pair.client(), message.header, 0), "room " + room);
    }
    Msghdr.controlLength(message.header, 0, 19);
    assertErrno(EINVAL, calls.sendmsg(pair.client(), message.header, 0));
    Msghdr.controlLength(message.header, 0, 20);
    assertEquals(4, calls.sendmsg(pair.client(), message.header, 0));
    Msghdr.control(message.header, 0, 0, 24);
    assertErrno(EFAULT, calls.sendmsg(pair.client(), message.header, 0));
    Msghdr.control(message.header, 0, message.control().address(), Integer.MAX_VALUE + 1L);
    assertErrno(ENOBUFS, calls.sendmsg(pair.client(), message.header, 0));
  }

  @Test
  void aSecondHeaderThatDoesNotFitIsNone() {
    Pair pair = hearing(IP_RECVTTL);
    ControlMessages message =
        ControlMessages.toSend(
            arena,
            "data",
            List.of(Piece.ofInt(IPPROTO_IP, IP_TTL, 5), Piece.ofInt(IPPROTO_IP, IP_TTL, 6)));
    Msghdr.controlLength(message.header, 0, 24 + 15);
    assertEquals(4, calls.sendmsg(pair.client(), message.header, 0));
    assertEquals("0/2:05000000", received(pair.server(), ROOM, 0).text());
    Msghdr.controlLength(message.header, 0, 24 + 20);
    assertEquals(4, calls.sendmsg(pair.client(), message.header, 0));
    assertEquals("0/2:06000000", received(pair.server(), ROOM, 0).text());
  }

  @Test
  void aStreamLooksAtTheSocketsLevelAlone() {
    Pair pair = connectedPair();
    assertEquals(4, send(pair.client(), Piece.ofInt(IPPROTO_IP, 99, 0)));
    assertEquals(4, send(pair.client(), Piece.ofInt(SOL_SOCKET, SCM_RIGHTS, 0)));
    assertErrno(EINVAL, send(pair.client(), Piece.ofInt(SOL_SOCKET, 99, 0)));
    ControlMessages message = received(pair.server(), ROOM, 0);
    assertEquals(0, Msghdr.controlLength(message.header, 0));
    assertEquals(0, Msghdr.nameLength(message.header, 0));
    assertEquals(0, message.flags());
  }

  @Test
  void theUrgentByteSaysThatItIs() {
    Pair pair = connectedPair();
    assertEquals(3, calls.send(pair.client(), bytes("abc"), 3, MSG_OOB));
    await(pair.server(), POLLPRI);
    ControlMessages message = new ControlMessages(arena, 0);
    assertEquals(1, calls.recvmsg(pair.server(), message.header, MSG_OOB));
    assertEquals('c', message.data.get(JAVA_BYTE, 0));
    assertEquals(MSG_OOB, message.flags());
    assertEquals(2, calls.recvmsg(pair.server(), message.header, 0));
    assertEquals(0, message.flags());
    assertTrue(message.pieces().isEmpty());
    assertEquals(0, message.data.get(JAVA_INT_UNALIGNED, 128));
  }
}
