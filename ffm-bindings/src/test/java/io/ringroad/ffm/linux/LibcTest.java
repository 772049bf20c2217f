package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibcTest {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final int O_NONBLOCK = 0x800;
  private static final long FIONREAD = 0x541B;
  private static final short POLLIN = 1;
  private static final int EBADF = 9;
  private static final int EAGAIN = 11;
  private static final int ENOTSOCK = 88;

  private final Arena arena = Arena.ofConfined();
  private int left;
  private int right;

  @BeforeEach
  void connect() {
    MemorySegment pair = arena.allocate(JAVA_INT, 2);
    assertEquals(0, LibcSockets.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    left = pair.getAtIndex(JAVA_INT, 0);
    right = pair.getAtIndex(JAVA_INT, 1);
  }

  @AfterEach
  void close() {
    LibcFiles.close(left);
    LibcFiles.close(right);
    arena.close();
  }

  @Test
  void carriesBytesBothWays() {
    MemorySegment text = arena.allocateFrom("ping");
    assertEquals(5, LibcSockets.send(left, text, 5, 0));
    MemorySegment buffer = arena.allocate(16);
    assertEquals(5, LibcFiles.read(right, buffer, 16));
    assertEquals("ping", buffer.getString(0));
    assertEquals(5, LibcFiles.write(right, buffer, 5));
    assertEquals(
        5, LibcSockets.recvfrom(left, buffer, 16, 0, MemorySegment.NULL, MemorySegment.NULL));
  }

  @Test
  void anErrorIsTheNegativeErrnoOfThisCall() {
    MemorySegment buffer = arena.allocate(16);
    assertEquals(-EAGAIN, LibcSockets.recv(left, buffer, 16, MSG_DONTWAIT));
    assertEquals(-EBADF, LibcFiles.close(-1));
    int eventFd = LibcPolling.eventfd(0, 0);
    assertTrue(eventFd >= 0);
    assertEquals(-ENOTSOCK, LibcSockets.listen(eventFd, 1));
    assertEquals(0, LibcFiles.close(eventFd));
  }

  @Test
  void anErrorIsTheCallersOnAVirtualThreadToo() throws Exception {
    Callable<Integer> call = () -> LibcFiles.close(-1);
    FutureTask<Integer> task = new FutureTask<>(call);
    Thread.startVirtualThread(task);
    assertEquals(-EBADF, task.get());
  }

  @Test
  void variadicCallsPassTheirLastArgument() {
    int flags = LibcFiles.fcntl(left, F_GETFL, 0);
    assertEquals(0, flags & O_NONBLOCK);
    assertEquals(0, LibcFiles.fcntl(left, F_SETFL, flags | O_NONBLOCK));
    assertEquals(O_NONBLOCK, LibcFiles.fcntl(left, F_GETFL, 0) & O_NONBLOCK);
    LibcFiles.write(right, arena.allocate(3), 3);
    MemorySegment count = arena.allocate(JAVA_INT);
    assertEquals(0, LibcFiles.ioctl(left, FIONREAD, count));
    assertEquals(3, count.get(JAVA_INT, 0));
  }

  @Test
  void pollSaysWhoIsReady() {
    MemorySegment fds = arena.allocate(8, 4);
    fds.set(JAVA_INT, 0, left);
    fds.set(JAVA_SHORT, 4, POLLIN);
    assertEquals(0, LibcPolling.poll(fds, 1, 0));
    LibcFiles.write(right, arena.allocate(1), 1);
    assertEquals(1, LibcPolling.poll(fds, 1, -1));
    assertEquals(POLLIN, fds.get(JAVA_SHORT, 6));
  }

  @Test
  void aSegmentOfTheHeapIsRefusedBeforeTheCall() {
    MemorySegment heap = MemorySegment.ofArray(new byte[4]);
    assertThrows(IllegalArgumentException.class, () -> LibcFiles.write(left, heap, 4));
  }
}
