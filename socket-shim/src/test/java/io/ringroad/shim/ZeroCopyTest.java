package io.ringroad.shim;

import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EBADF;
import static io.ringroad.shim.Errno.EDESTADDRREQ;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EMSGSIZE;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Borrowing and claiming, on an engine without a device: 127.0.0.1 is all it takes. */
@Timeout(180)
class ZeroCopyTest {
  private final Arena arena = Arena.ofShared();
  private final NativeFramePool pool = new NativeFramePool(1_024);
  private final Ringroad engine = Ringroad.launch(RingroadConfig.builder().pool(pool).build());
  private final SocketCalls calls = engine.sockets();
  private final ZeroCopyCalls zeroCopy = engine.zeroCopy();
  private final BorrowedData borrowed = new BorrowedData();
  private final ClaimedData claimed = new ClaimedData();

  @AfterEach
  void everyFrameComesBack() {
    engine.close();
    assertEquals(0, pool.inUse());
    pool.close();
    arena.close();
  }

  private MemorySegment bound(int fd) {
    MemorySegment name = SockaddrIn.allocate(arena, "127.0.0.1", 0);
    assertEquals(0, calls.bind(fd, name, SockaddrIn.SIZE));
    assertEquals(0, calls.getsockname(fd, name, arena.allocateFrom(JAVA_INT, 16)));
    return name;
  }

  private void fill(String text) {
    MemorySegment.copy(bytes(text), 0, claimed.memory(), 0, text.length());
  }

  private MemorySegment bytes(String text) {
    return arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.US_ASCII));
  }

  private String borrowedText() {
    byte[] bytes = new byte[borrowed.length()];
    borrowed.copyTo(MemorySegment.ofArray(bytes), 0);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void aDatagramIsSentFromAndReadWhereItLies() {
    int receiver = calls.socket(AF_INET, SOCK_DGRAM, 0);
    MemorySegment name = bound(receiver);
    int sender = calls.socket(AF_INET, SOCK_DGRAM, 0);
    assertEquals(100, zeroCopy.claim(sender, 100, 0, claimed));
    fill("hello");
    assertEquals(-EINVAL, zeroCopy.commit(claimed, 101, 0, name, 16));
    assertEquals(5, zeroCopy.commit(claimed, 5, 0, name, SockaddrIn.SIZE));
    assertFalse(claimed.isHeld());
    assertEquals(5, zeroCopy.borrow(receiver, 0, borrowed));
    assertEquals("hello", borrowedText());
    assertEquals(5, borrowed.contiguousLength());
    assertEquals('h', borrowed.memory().get(JAVA_BYTE, 0));
    assertEquals(0x7f00_0001, borrowed.senderAddress());
    MemorySegment own = SockaddrIn.allocate(arena);
    calls.getsockname(sender, own, arena.allocateFrom(JAVA_INT, 16));
    assertEquals(SockaddrIn.port(own), borrowed.senderPort());
    assertEquals(-EINVAL, zeroCopy.borrow(receiver, 0, borrowed), "full already");
    assertEquals(0, zeroCopy.giveBack(borrowed));
    assertEquals(-EINVAL, zeroCopy.giveBack(borrowed));
    assertEquals(-EAGAIN, zeroCopy.borrow(receiver, MSG_DONTWAIT, borrowed));
  }

  @Test
  void aDatagramOfSeveralFramesIsBorrowedWhole() {
    int fd = calls.socket(AF_INET, SOCK_DGRAM, 0);
    MemorySegment name = bound(fd);
    MemorySegment data = arena.allocate(30_000);
    data.fill((byte) 'z');
    assertEquals(30_000, calls.sendto(fd, data, 30_000, 0, name, SockaddrIn.SIZE));
    assertEquals(30_000, zeroCopy.borrow(fd, 0, borrowed));
    assertEquals("z".repeat(30_000), borrowedText());
    assertEquals(0, zeroCopy.giveBack(borrowed));
  }

  @Test
  void aStreamIsBorrowedPieceByPieceInOrder() {
    int listener = calls.socket(AF_INET, SOCK_STREAM, 0);
    MemorySegment name = bound(listener);
    assertEquals(0, calls.listen(listener, 1));
    int client = calls.socket(AF_INET, SOCK_STREAM, 0);
    assertEquals(0, calls.connect(client, name, SockaddrIn.SIZE));
    int server = calls.accept(listener, null, null);
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      String text = "piece " + i + ";";
      long room = zeroCopy.claim(client, text.length(), 0, claimed);
      assertEquals(text.length(), room);
      fill(text);
      assertEquals(text.length(), zeroCopy.commit(claimed, text.length(), 0, null, 0));
      sent.append(text);
    }
    calls.close(client);
    MemorySegment first = arena.allocate(3);
    assertEquals(3, calls.read(server, first, 3));
    StringBuilder received = new StringBuilder(sent.substring(0, 3));
    while (zeroCopy.borrow(server, 0, borrowed) > 0) {
      received.append(borrowedText());
      assertEquals(0, zeroCopy.giveBack(borrowed));
    }
    assertEquals(sent.toString(), received.toString());
    assertEquals(0, zeroCopy.borrow(server, 0, borrowed), "the end of the stream stays");
  }

  @Test
  void whatIsBorrowedOutlivesItsNumber() {
    int fd = calls.socket(AF_INET, SOCK_DGRAM, 0);
    MemorySegment name = bound(fd);
    assertEquals(2, calls.sendto(fd, bytes("ab"), 2, 0, name, SockaddrIn.SIZE));
    assertEquals(2, zeroCopy.borrow(fd, 0, borrowed));
    assertEquals(0, calls.close(fd));
    assertEquals("ab", borrowedText());
    assertEquals(0, zeroCopy.giveBack(borrowed));
  }

  @Test
  void refusalsLeaveNothingBehind() {
    int fd = calls.socket(AF_INET, SOCK_DGRAM, 0);
    assertEquals(-EBADF, zeroCopy.borrow(999, 0, borrowed));
    assertEquals(-EBADF, zeroCopy.claim(999, 1, 0, claimed));
    assertEquals(-EMSGSIZE, zeroCopy.claim(fd, 60_000, 0, claimed));
    assertEquals(-EINVAL, zeroCopy.claim(fd, -1, 0, claimed));
    assertEquals(8, zeroCopy.claim(fd, 8, 0, claimed));
    assertEquals(-EDESTADDRREQ, zeroCopy.commit(claimed, 8, 0, null, 0));
    assertEquals(8, zeroCopy.claim(fd, 8, 0, claimed));
    assertEquals(0, zeroCopy.abort(claimed));
    assertEquals(-EINVAL, zeroCopy.abort(claimed));
  }
}
