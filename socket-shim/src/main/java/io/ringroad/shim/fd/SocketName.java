package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EFAULT;
import static io.ringroad.shim.Errno.EINVAL;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Socket addresses on their way in and out of a call. */
public final class SocketName {
  /** The longest address of any family: {@code struct sockaddr_storage}. */
  private static final int MAX_LENGTH = 128;

  private SocketName() {}

  /**
   * What {@code move_addr_to_kernel} says of an address that a call reads.
   *
   * @return 0, {@code -EINVAL} for a length out of range, {@code -EFAULT}
   */
  public static int checkInput(MemorySegment addr, int addrlen) {
    if (addrlen < 0 || addrlen > MAX_LENGTH) {
      return -EINVAL;
    }
    return UserMemory.readable(addr, addrlen) ? 0 : -EFAULT;
  }

  /**
   * What {@code move_addr_to_user} says of an address that a call fills in.
   *
   * @return 0, {@code -EINVAL} for a negative length, {@code -EFAULT}
   */
  public static int checkOutput(MemorySegment addr, MemorySegment addrlen) {
    if (!UserMemory.writable(addrlen, Integer.BYTES)) {
      return -EFAULT;
    }
    int room = addrlen.get(JAVA_INT_UNALIGNED, 0);
    if (room < 0) {
      return -EINVAL;
    }
    return UserMemory.writable(addr, room) ? 0 : -EFAULT;
  }

  /** As {@link #checkOutput}, for an address that may be left out. */
  public static int checkOptionalOutput(MemorySegment addr, MemorySegment addrlen) {
    return UserMemory.isNull(addr) ? 0 : checkOutput(addr, addrlen);
  }

  /**
   * Fills an address in: as much of it as there is room for, and its real length. Does nothing if
   * the address was left out. The memory has been checked.
   */
  public static void store(MemorySegment addr, MemorySegment addrlen, int address, int port) {
    if (UserMemory.isNull(addr)) {
      return;
    }
    int room = addrlen.get(JAVA_INT_UNALIGNED, 0);
    if (room >= SockaddrIn.SIZE) {
      SockaddrIn.set(addr, address, port);
    } else if (room > 0) {
      storeCut(addr, room, address, port);
    }
    addrlen.set(JAVA_INT_UNALIGNED, 0, SockaddrIn.SIZE);
  }

  /** Says that there is no address: a stream names no sender. */
  public static void storeNone(MemorySegment addr, MemorySegment addrlen) {
    if (!UserMemory.isNull(addr)) {
      addrlen.set(JAVA_INT_UNALIGNED, 0, 0);
    }
  }

  private static void storeCut(MemorySegment addr, int room, int address, int port) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment whole = arena.allocate(SockaddrIn.SIZE);
      SockaddrIn.set(whole, address, port);
      MemorySegment.copy(whole, 0, addr, 0, room);
    }
  }
}
