package io.ringroad.shim.contract;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.PollEvent.POLLIN;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMP;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPING;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPNS;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPNS_NEW;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMP_NEW;
import static io.ringroad.shim.abi.Timestamping.SOF_TIMESTAMPING_RX_SOFTWARE;
import static io.ringroad.shim.abi.Timestamping.SOF_TIMESTAMPING_SOFTWARE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.Timeval;
import io.ringroad.shim.contract.ControlMessages.Piece;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a datagram came: SO_TIMESTAMP and its kin. */
class TimestampContractTest extends SocketCallsContract {
  private static final int BOTH = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;

  private Pair pair() {
    int receiver = udp();
    int sender = udp();
    assertEquals(0, calls.connect(sender, bindLoopback(receiver), SockaddrIn.SIZE));
    return new Pair(sender, receiver);
  }

  private List<Piece> received(Pair pair) {
    sendText(pair.client(), "x");
    await(pair.server(), POLLIN);
    ControlMessages message = new ControlMessages(arena, 256);
    assertEquals(1, calls.recvmsg(pair.server(), message.header, 0));
    return message.pieces();
  }

  private static Instant time(Piece piece, int nanosecondsInUnit) {
    MemorySegment data = MemorySegment.ofArray(piece.data());
    return Instant.ofEpochSecond(Timeval.seconds(data), Timeval.fraction(data) * nanosecondsInUnit);
  }

  /** Between two looks at the clock, which both may be rounded down to its tick. */
  private static void assertBetween(Instant before, Instant time, Instant after) {
    assertTrue(!time.isBefore(before.minusMillis(20)), () -> time + " before " + before);
    assertTrue(!time.isAfter(after.plusMillis(20)), () -> time + " after " + after);
  }

  @Test
  void microsecondsSince1970() {
    Pair pair = pair();
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_TIMESTAMP, 1));
    Instant before = Instant.now();
    List<Piece> pieces = received(pair);
    assertEquals(1, pieces.size());
    assertEquals(SOL_SOCKET, pieces.getFirst().level());
    assertEquals(SO_TIMESTAMP, pieces.getFirst().type());
    assertEquals(16, pieces.getFirst().data().length);
    assertBetween(before, time(pieces.getFirst(), 1_000), Instant.now());
  }

  @Test
  void nanosecondsSince1970() {
    Pair pair = pair();
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_TIMESTAMPNS, 1));
    Instant before = Instant.now();
    List<Piece> pieces = received(pair);
    assertEquals(SO_TIMESTAMPNS, pieces.getFirst().type());
    assertBetween(before, time(pieces.getFirst(), 1), Instant.now());
  }

  @Test
  void theTimesOfTwoDatagramsAreInOrder() {
    Pair pair = pair();
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_TIMESTAMPNS, 1));
    Instant first = time(received(pair).getFirst(), 1);
    Instant second = time(received(pair).getFirst(), 1);
    assertTrue(!second.isBefore(first.minusMillis(1)), () -> first + " then " + second);
  }

  @Test
  void oneOptionTakesTheOthersPlace() {
    Pair pair = pair();
    int fd = pair.server();
    int[] all = {SO_TIMESTAMP, SO_TIMESTAMPNS, SO_TIMESTAMP_NEW, SO_TIMESTAMPNS_NEW};
    for (int chosen : all) {
      assertEquals(0, setInt(fd, SOL_SOCKET, chosen, 1));
      for (int other : all) {
        boolean sameWidth = other == SO_TIMESTAMP_NEW && chosen == SO_TIMESTAMPNS_NEW;
        int expected = other == chosen || sameWidth ? 1 : 0;
        assertEquals(expected, getInt(fd, SOL_SOCKET, other), chosen + " then " + other);
      }
      List<Piece> pieces = received(pair);
      assertEquals(1, pieces.size());
      assertEquals(chosen, pieces.getFirst().type());
    }
    assertEquals(0, setInt(fd, SOL_SOCKET, SO_TIMESTAMP, 0));
    assertEquals(0, getInt(fd, SOL_SOCKET, SO_TIMESTAMPNS_NEW));
    assertTrue(received(pair).isEmpty());
  }

  @Test
  void timestampingTellsTheTimeInSoftware() {
    Pair pair = pair();
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_TIMESTAMPING, BOTH));
    assertEquals(BOTH, getInt(pair.server(), SOL_SOCKET, SO_TIMESTAMPING));
    Instant before = Instant.now();
    List<Piece> pieces = received(pair);
    while (pieces.isEmpty()) {
      // The kernel begins to take times a little after it was asked to.
      pieces = received(pair);
    }
    assertEquals(1, pieces.size());
    assertEquals(SO_TIMESTAMPING, pieces.getFirst().type());
    assertEquals(48, pieces.getFirst().data().length);
    assertBetween(before, time(pieces.getFirst(), 1), Instant.now());
    for (int i = 16; i < 48; i++) {
      assertEquals(0, pieces.getFirst().data()[i], "no time of the hardware's");
    }
    assertEquals(0, setInt(pair.server(), SOL_SOCKET, SO_TIMESTAMPNS, 1));
    pieces = received(pair);
    assertEquals(
        List.of(SO_TIMESTAMPNS, SO_TIMESTAMPING), pieces.stream().map(Piece::type).toList());
    assertErrno(EINVAL, setInt(pair.server(), SOL_SOCKET, SO_TIMESTAMPING, 1 << 30));
  }
}
