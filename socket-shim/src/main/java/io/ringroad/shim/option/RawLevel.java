package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMP;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Options of level SOL_RAW, of raw sockets (raw(7)). */
final class RawLevel {
  static final int SOL_RAW = 255;

  /** {@code linux/icmp.h}. */
  private static final int ICMP_FILTER = 1;

  private RawLevel() {}

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    int refused = check(target, name);
    if (refused != 0) {
      return refused;
    }
    try (Arena arena = Arena.ofConfined()) {
      // raw_seticmpfilter: what is shorter than the filter leaves the rest of it as it was.
      MemorySegment filter = filter(arena, target);
      MemorySegment.copy(value, 0, filter, 0, Math.min(length, Integer.BYTES));
      return target.setOption(SocketOption.ICMP_FILTER, filter.get(JAVA_INT_UNALIGNED, 0));
    }
  }

  static int get(InetOptionTarget target, int name, MemorySegment value, MemorySegment length) {
    int refused = check(target, name);
    if (refused != 0) {
      return refused;
    }
    try (Arena arena = Arena.ofConfined()) {
      return OptionValue.putBytes(value, length, filter(arena, target));
    }
  }

  private static int check(InetOptionTarget target, int name) {
    if (name != ICMP_FILTER) {
      return -ENOPROTOOPT;
    }
    return target.protocol() == IPPROTO_ICMP ? 0 : -EOPNOTSUPP;
  }

  private static MemorySegment filter(Arena arena, InetOptionTarget target) {
    MemorySegment filter = arena.allocate(Integer.BYTES);
    filter.set(JAVA_INT_UNALIGNED, 0, target.options().getInt(SocketOption.ICMP_FILTER));
    return filter;
  }
}
