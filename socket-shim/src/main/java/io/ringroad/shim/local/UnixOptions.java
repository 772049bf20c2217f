package io.ringroad.shim.local;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_PASSCRED;
import static io.ringroad.shim.abi.SocketOption.SO_PASSSEC;
import static io.ringroad.shim.abi.SocketOption.SO_PEEK_OFF;
import static io.ringroad.shim.abi.SocketOption.SO_PEERCRED;
import static io.ringroad.shim.abi.SocketOption.SO_PEERSEC;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEPORT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.Ucred;
import io.ringroad.shim.option.OptionTarget;
import io.ringroad.shim.option.SocketOptionCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Options that AF_UNIX has alone, or answers in its own way (unix(7)); it has no level of its own.
 */
final class UnixOptions {
  private UnixOptions() {}

  static int set(
      OptionTarget target,
      UnixSocket socket,
      int level,
      int name,
      MemorySegment value,
      int length) {
    if (level != SOL_SOCKET) {
      return -EOPNOTSUPP;
    }
    boolean own =
        switch (name) {
          case SO_PASSCRED, SO_PASSSEC, SO_PEEK_OFF, SO_REUSEPORT -> true;
          default -> false;
        };
    if (!own) {
      return SocketOptionCalls.setSocketLevel(target, name, value, length);
    }
    if (length < Integer.BYTES) {
      return -EINVAL;
    }
    int number = value.get(JAVA_INT_UNALIGNED, 0);
    switch (name) {
      case SO_PASSCRED -> socket.passCredentials = number != 0;
      case SO_PASSSEC -> socket.passSecurity = number != 0;
      case SO_PEEK_OFF -> socket.peekOffset = number;
      default -> {
        return number != 0 ? -EOPNOTSUPP : 0;
      }
    }
    return 0;
  }

  static int get(
      OptionTarget target,
      UnixSocket socket,
      int level,
      int name,
      MemorySegment value,
      MemorySegment length) {
    if (level != SOL_SOCKET) {
      return -EOPNOTSUPP;
    }
    return switch (name) {
      case SO_PASSCRED -> putInt(value, length, socket.passCredentials ? 1 : 0);
      case SO_PASSSEC -> putInt(value, length, socket.passSecurity ? 1 : 0);
      case SO_PEEK_OFF -> putInt(value, length, socket.peekOffset);
      case SO_PEERCRED -> putCredentials(value, length, socket.peerCredentials);
      // The kernel's answer where no security module has labels.
      case SO_PEERSEC -> -ENOPROTOOPT;
      default -> SocketOptionCalls.getSocketLevel(target, name, value, length);
    };
  }

  private static int putInt(MemorySegment value, MemorySegment length, int number) {
    try (Arena arena = Arena.ofConfined()) {
      return put(value, length, arena.allocateFrom(JAVA_INT, number));
    }
  }

  private static int putCredentials(
      MemorySegment value, MemorySegment length, Credentials credentials) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ucred = arena.allocate(Ucred.SIZE, Integer.BYTES);
      credentials.write(ucred);
      return put(value, length, ucred);
    }
  }

  /** As much as there is room for, and how much that is. */
  private static int put(MemorySegment value, MemorySegment length, MemorySegment answer) {
    int count = (int) Math.min(length.get(JAVA_INT_UNALIGNED, 0), answer.byteSize());
    MemorySegment.copy(answer, 0, value, 0, count);
    length.set(JAVA_INT_UNALIGNED, 0, count);
    return 0;
  }
}
