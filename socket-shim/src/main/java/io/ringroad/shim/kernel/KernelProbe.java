package io.ringroad.shim.kernel;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.abi.FileControl.F_GETFL;
import static io.ringroad.shim.abi.FileControl.O_NONBLOCK;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.ffm.linux.LibcFiles;
import io.ringroad.ffm.linux.LibcPolling;
import io.ringroad.ffm.linux.LibcSockets;
import io.ringroad.shim.abi.Pollfd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Questions about a descriptor, asked only on the rare ways: bad memory, interrupted threads. */
final class KernelProbe {
  private KernelProbe() {}

  /** What a socket call with a bad address gets: the descriptor's own fault comes first. */
  static int badAddressOnSocket(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      int result = LibcSockets.getsockopt(fd, SOL_SOCKET, SO_TYPE, value, length);
      return result < 0 ? result : -EFAULT;
    }
  }

  /** What a call on any descriptor with a bad address gets. */
  static int badAddress(int fd) {
    int flags = LibcFiles.fcntl(fd, F_GETFL, 0);
    return flags < 0 ? flags : -EFAULT;
  }

  /** Whether a call on the descriptor may wait. */
  static boolean isBlocking(int fd) {
    int flags = LibcFiles.fcntl(fd, F_GETFL, 0);
    return flags >= 0 && (flags & O_NONBLOCK) == 0;
  }

  /** Whether one of the {@code POLL...} events holds now. */
  static boolean isReady(int fd, int events) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment one = arena.allocate(Pollfd.SIZE, 4);
      Pollfd.set(one, 0, fd, events);
      return LibcPolling.poll(one, 1, 0) > 0;
    }
  }
}
