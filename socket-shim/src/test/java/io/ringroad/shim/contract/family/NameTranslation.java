package io.ringroad.shim.contract.family;

import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.AddressFamily.AF_INET6;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.wire.IpAddress;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.abi.SockaddrIn6;
import io.ringroad.shim.abi.UserMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of AF_INET as names of AF_INET6 and back. What comes back is what went in: an address that
 * was never translated is told as 0.0.0.0.
 */
final class NameTranslation {
  private final Family family;
  private final Map<IpAddress, Integer> known = new ConcurrentHashMap<>();

  NameTranslation(Family family) {
    this.family = family;
    for (int own : new int[] {0, 0x7F00_0001, 0x0A09_0001}) {
      known.put(family.fromIpv4(own), own);
    }
  }

  /** The length of a translated name; names that are too short stay as they are. */
  int length(MemorySegment name, int length) {
    return isWhole(name, length) ? Math.max(length, SockaddrIn6.SIZE) : length;
  }

  /** A name as the call is to see it. */
  MemorySegment in(Arena arena, MemorySegment name, int length) {
    if (!isWhole(name, length)) {
      return name;
    }
    MemorySegment translated = arena.allocate(Math.max(length, SockaddrIn6.SIZE), 8);
    if (SockaddrIn.family(name) != AF_INET) {
      MemorySegment.copy(name, 0, translated, 0, length);
      if (SockaddrIn.family(name) == AF_INET6) {
        SockaddrIn.family(translated, AF_INET); // the other family
      }
      return translated;
    }
    IpAddress address = family.fromIpv4(SockaddrIn.address(name));
    known.putIfAbsent(address, SockaddrIn.address(name));
    SockaddrIn6.set(translated, address.high(), address.low(), SockaddrIn.port(name), 0);
    return translated;
  }

  private static boolean isWhole(MemorySegment name, int length) {
    return length >= SockaddrIn.SIZE && length <= 128 && UserMemory.readable(name, length);
  }

  /** Whether a name that a call fills in can be translated: its memory is good. */
  static boolean isRoom(MemorySegment name, MemorySegment length) {
    return !UserMemory.isNull(name)
        && UserMemory.writable(length, Integer.BYTES)
        && length.get(JAVA_INT_UNALIGNED, 0) >= 0
        && UserMemory.writable(name, length.get(JAVA_INT_UNALIGNED, 0));
  }

  /** Fills in what a call left in {@code from}, which says {@code filled} bytes. */
  void out(MemorySegment from, int filled, MemorySegment to, MemorySegment length) {
    int room = length.get(JAVA_INT_UNALIGNED, 0);
    length.set(JAVA_INT_UNALIGNED, 0, out(from, filled, to, room));
  }

  /** As the other; returns the length of the name. */
  int out(MemorySegment from, int filled, MemorySegment to, int room) {
    if (filled < SockaddrIn6.SIZE || SockaddrIn.family(from) != AF_INET6) {
      MemorySegment.copy(from, 0, to, 0, Math.min(filled, room));
      return filled;
    }
    IpAddress address = new IpAddress(SockaddrIn6.addressHigh(from), SockaddrIn6.addressLow(from));
    MemorySegment name = MemorySegment.ofArray(new byte[SockaddrIn.SIZE]);
    SockaddrIn.set(name, known.getOrDefault(address, 0), SockaddrIn6.port(from));
    MemorySegment.copy(name, 0, to, 0, Math.min(SockaddrIn.SIZE, room));
    return SockaddrIn.SIZE;
  }
}
