package io.ringroad.shim.abi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * {@code struct sockaddr_un} (unix(7)).
 *
 * <pre>
 *    0        2                                             110
 *   +--------+---------------------------------------------+
 *   | family | path                                        |
 *   +--------+---------------------------------------------+
 * </pre>
 *
 * The address's length says what the path is: none (2 bytes in all: unnamed, and to bind "choose a
 * name"), a name in the file system, or after a leading NUL an abstract name of any bytes.
 */
public final class SockaddrUn {
  /** Bytes of the structure, the longest path included. */
  public static final int SIZE = 110;

  /** Where the path begins; the length of an address without one. */
  public static final int PATH_OFFSET = 2;

  private SockaddrUn() {}

  /** An empty structure of full size, for a call to fill in. */
  public static MemorySegment allocate(Arena arena) {
    return arena.allocate(SIZE, 2);
  }

  /** A path in the file system; its address is {@link #lengthOf} bytes long. */
  public static MemorySegment allocate(Arena arena, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    MemorySegment segment = arena.allocate(PATH_OFFSET + bytes.length + 1L, 2);
    return set(segment, bytes, 0);
  }

  /** An abstract name; its address is {@link #lengthOf} bytes long. */
  public static MemorySegment allocateAbstract(Arena arena, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    MemorySegment segment = arena.allocate(PATH_OFFSET + 1L + bytes.length, 2);
    return set(segment, bytes, 1);
  }

  /** The length of an address that was made here, in bytes: all of it. */
  public static int lengthOf(MemorySegment segment) {
    return (int) segment.byteSize();
  }

  /** The address family. */
  public static int family(MemorySegment segment) {
    return Short.toUnsignedInt(segment.get(JAVA_SHORT_UNALIGNED, 0));
  }

  /** The bytes after the family, of an address that is {@code addrlen} bytes long. */
  public static byte[] path(MemorySegment segment, int addrlen) {
    return segment.asSlice(PATH_OFFSET, addrlen - PATH_OFFSET).toArray(JAVA_BYTE);
  }

  private static MemorySegment set(MemorySegment segment, byte[] bytes, int offset) {
    segment.set(JAVA_SHORT_UNALIGNED, 0, (short) AddressFamily.AF_UNIX);
    MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, PATH_OFFSET + offset, bytes.length);
    return segment;
  }
}
