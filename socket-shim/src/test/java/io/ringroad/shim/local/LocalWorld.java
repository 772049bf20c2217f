package io.ringroad.shim.local;

import static io.ringroad.shim.abi.AddressFamily.AF_UNIX;
import static io.ringroad.shim.abi.MessageFlag.MSG_DONTWAIT;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Iovec;
import io.ringroad.shim.abi.Msghdr;
import io.ringroad.shim.abi.UserData;
import io.ringroad.shim.fd.Descriptor;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.LaneDoors;
import io.ringroad.shim.fd.SocketEnvironment;
import io.ringroad.shim.fd.SocketOpener;
import io.ringroad.shim.wait.Blocker;
import io.ringroad.shim.wait.WaitStrategy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** AF_UNIX without an engine: a table of descriptors, and nothing else. Any thread. */
final class LocalWorld {
  final DescriptorTable table;
  final UnixFamily family;
  private final SocketOpener opener;

  LocalWorld(int descriptorLimit) {
    table = new DescriptorTable(descriptorLimit);
    Blocker blocker = new Blocker(WaitStrategy.PARK, System::nanoTime);
    SocketEnvironment environment =
        new SocketEnvironment(
            new LaneDoors(), blocker, table, null, null, null, null, null, null, null);
    family = new UnixFamily(environment);
    opener = new SocketOpener(environment, family);
  }

  int socket(int type) {
    int fd = opener.open(AF_UNIX, type, 0);
    assertTrue(fd >= 0, () -> "result " + fd);
    return fd;
  }

  /** Two numbers; or null when the table is full. */
  int[] tryPair(int type) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sv = arena.allocate(8, 4);
      return opener.openPair(AF_UNIX, type, 0, sv) == 0 ? sv.toArray(JAVA_INT) : null;
    }
  }

  int[] pair(int type) {
    int[] pair = tryPair(type);
    assertTrue(pair != null, "no pair");
    return pair;
  }

  /** A number for any descriptor. */
  int publish(Descriptor descriptor) {
    int number = table.reserve(0);
    table.publish(number, descriptor, false);
    return number;
  }

  Descriptor descriptor(int fd) {
    try (DescriptorSlot slot = table.acquire(fd)) {
      return slot.descriptor();
    }
  }

  UnixSocket unix(int fd) {
    return ((UnixDescriptor) descriptor(fd)).socket();
  }

  void close(int... fds) {
    for (int fd : fds) {
      assertEquals(0, table.close(fd));
    }
  }

  /** Sends one byte and descriptors, without waiting. */
  long pass(int fd, int... passed) {
    try (Arena arena = Arena.ofConfined();
        DescriptorSlot slot = table.acquire(fd)) {
      MemorySegment message = message(arena, rights(arena, passed));
      return slot.descriptor().sendmsg(message, MSG_DONTWAIT);
    }
  }

  /** As the other, with something that happens when the numbers have been looked up. */
  long pass(int fd, Runnable meanwhile, int... passed) {
    try (Arena arena = Arena.ofConfined();
        DescriptorSlot slot = table.acquire(fd)) {
      UnixDescriptor from = (UnixDescriptor) slot.descriptor();
      Outgoing outgoing = new Outgoing();
      InFlight inFlight = from.socket().domain().inFlight();
      assertEquals(0, Outgoing.read(rights(arena, passed), outgoing, table, inFlight));
      meanwhile.run();
      long sent = from.send(arena.allocate(1), UserData.PLAIN, 1, MSG_DONTWAIT, null, 0, outgoing);
      outgoing.release();
      return sent;
    }
  }

  private static MemorySegment rights(Arena arena, int... passed) {
    MemorySegment control = arena.allocate(Cmsghdr.space(4 * passed.length), 8);
    Cmsghdr.set(control, 0, 4 * passed.length, SOL_SOCKET, Outgoing.SCM_RIGHTS);
    MemorySegment.copy(passed, 0, control, JAVA_INT, Cmsghdr.SIZE, passed.length);
    return control;
  }

  /** Receives one byte, without waiting, and the descriptors that come along; null if none did. */
  List<Integer> receive(int fd, int flags) {
    try (Arena arena = Arena.ofConfined();
        DescriptorSlot slot = table.acquire(fd)) {
      MemorySegment control = arena.allocate(2_048, 8);
      MemorySegment message = message(arena, control);
      if (slot.descriptor().recvmsg(message, flags | MSG_DONTWAIT) < 0) {
        return null;
      }
      List<Integer> numbers = new ArrayList<>();
      if (Msghdr.controlLength(message, 0) >= Cmsghdr.SIZE) {
        for (int i = 0; i < Cmsghdr.dataLength(control, 0) / Integer.BYTES; i++) {
          numbers.add(control.get(JAVA_INT, Cmsghdr.SIZE + 4L * i));
        }
      }
      return numbers;
    }
  }

  private static MemorySegment message(Arena arena, MemorySegment control) {
    MemorySegment iov = arena.allocate(Iovec.SIZE, 8);
    Iovec.set(iov, 0, arena.allocate(1));
    MemorySegment message = Msghdr.allocate(arena, iov, 1);
    Msghdr.control(message, 0, control.address(), control.byteSize());
    return message;
  }

  /** Nothing is open, and nothing on its way. */
  void assertEmpty() {
    assertEquals(0, table.openCount(), "open numbers");
    assertEquals(0, family.descriptorsInFlight(), "descriptors in flight");
  }
}
