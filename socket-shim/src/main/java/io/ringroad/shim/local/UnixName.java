package io.ringroad.shim.local;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.SockaddrUn;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The name of a socket: what stands behind the family in a {@code sockaddr_un}. A path ends with a
 * NUL that counts, an abstract name begins with one, and a socket without a name has no bytes.
 */
final class UnixName {
  /** A socket that was not bound. */
  static final UnixName UNNAMED = new UnixName(new byte[0]);

  private final byte[] path;

  private UnixName(byte[] path) {
    this.path = path;
  }

  /**
   * The name in an address, whose memory and length have been checked.
   *
   * @return null if it is none of AF_UNIX, too long or without a path ({@code EINVAL})
   */
  static UnixName of(MemorySegment addr, int addrlen) {
    if (addrlen <= SockaddrUn.PATH_OFFSET
        || addrlen > SockaddrUn.SIZE
        || SockaddrUn.family(addr) != AddressFamily.AF_UNIX) {
      return null;
    }
    byte[] bytes = SockaddrUn.path(addr, addrlen);
    return bytes[0] == 0 ? new UnixName(bytes) : new UnixName(terminated(bytes));
  }

  /** Whether an address asks bind(2) to choose a name. */
  static boolean asksForAny(MemorySegment addr, int addrlen) {
    return addrlen == SockaddrUn.PATH_OFFSET && SockaddrUn.family(addr) == AddressFamily.AF_UNIX;
  }

  /** The name that autobind gives a number: a NUL and five hexadecimal digits. */
  static UnixName automatic(int number) {
    byte[] bytes = new byte[6];
    for (int digit = 5, rest = number; digit > 0; digit--, rest >>>= 4) {
      bytes[digit] = (byte) Character.forDigit(rest & 0xF, 16);
    }
    return new UnixName(bytes);
  }

  /** A path ends at its first NUL, or at the end of the address; then the NUL is added. */
  private static byte[] terminated(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return Arrays.copyOf(bytes, length + 1);
  }

  /** Whether the name is in the abstract namespace, rather than in the file system. */
  boolean isAbstract() {
    return path.length > 0 && path[0] == 0;
  }

  /** Whether there is a name at all. */
  boolean isNamed() {
    return path.length > 0;
  }

  /** The path's bytes, its NUL included; not to be changed. */
  byte[] bytes() {
    return path;
  }

  /** Fills an address in: as much of it as there is room for, and its real length. */
  void store(MemorySegment addr, MemorySegment addrlen) {
    if (UserMemory.isNull(addr)) {
      return;
    }
    int room = addrlen.get(JAVA_INT_UNALIGNED, 0);
    if (room >= SockaddrUn.PATH_OFFSET) {
      addr.set(JAVA_SHORT_UNALIGNED, 0, (short) AddressFamily.AF_UNIX);
      int fitting = Math.min(path.length, room - SockaddrUn.PATH_OFFSET);
      MemorySegment.copy(path, 0, addr, JAVA_BYTE, SockaddrUn.PATH_OFFSET, fitting);
    } else if (room == 1) {
      addr.set(JAVA_BYTE, 0, (byte) AddressFamily.AF_UNIX);
    }
    addrlen.set(JAVA_INT_UNALIGNED, 0, SockaddrUn.PATH_OFFSET + path.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnixName name && Arrays.equals(path, name.path);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(path);
  }
}
