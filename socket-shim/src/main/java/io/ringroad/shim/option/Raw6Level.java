package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_ICMPV6;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_IPV6;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_CHECKSUM;
import static io.ringroad.shim.abi.Ipv6SocketOption.IPV6_HDRINCL;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;

/**
 * Options of raw sockets of AF_INET6 (raw(7), RFC 3542 3): {@code IPV6_CHECKSUM} and {@code
 * IPV6_HDRINCL} of levels IPPROTO_IPV6 and SOL_RAW, {@code ICMP6_FILTER} of level IPPROTO_ICMPV6.
 */
final class Raw6Level {
  /** {@code linux/icmpv6.h}. */
  private static final int ICMPV6_FILTER = 1;

  private static final SocketOption[] WORDS = {
    SocketOption.ICMP6_FILTER_0,
    SocketOption.ICMP6_FILTER_1,
    SocketOption.ICMP6_FILTER_2,
    SocketOption.ICMP6_FILTER_3
  };

  private Raw6Level() {}

  /** Whether an option is one of these. */
  static boolean knows(int level, int name) {
    return level == RawLevel.SOL_RAW
        || level == IPPROTO_ICMPV6
        || level == IPPROTO_IPV6 && (name == IPV6_CHECKSUM || name == IPV6_HDRINCL);
  }

  static int set(InetOptionTarget target, int level, int name, MemorySegment value, int length) {
    if (level == IPPROTO_ICMPV6) {
      int refused = checkFilter(target, name);
      return refused != 0 ? refused : setFilter(target, value, length);
    }
    if (length < Integer.BYTES) {
      return -EINVAL;
    }
    int number = OptionValue.getInt(value);
    return switch (name) {
      case IPV6_HDRINCL -> target.setOption(SocketOption.HEADER_INCLUDED, number != 0 ? 1 : 0);
      case IPV6_CHECKSUM -> setChecksum(target, level, number);
      default -> -ENOPROTOOPT;
    };
  }

  /** RFC 3542 3.1: ICMPv6's own is not to be changed; Linux lets it by the other level. */
  private static int setChecksum(InetOptionTarget target, int level, int number) {
    boolean icmp = target.protocol() == IPPROTO_ICMPV6 && level == IPPROTO_IPV6;
    if (icmp || number > 0 && number % 2 != 0) {
      return -EINVAL;
    }
    return target.setOption(SocketOption.IPV6_CHECKSUM, Math.max(-1, number));
  }

  static int get(
      InetOptionTarget target, int level, int name, MemorySegment value, MemorySegment length) {
    if (level == IPPROTO_ICMPV6) {
      int refused = checkFilter(target, name);
      return refused != 0 ? refused : OptionValue.putBytes(value, length, filter(target));
    }
    return switch (name) {
      case IPV6_HDRINCL -> put(target, SocketOption.HEADER_INCLUDED, value, length);
      case IPV6_CHECKSUM -> put(target, SocketOption.IPV6_CHECKSUM, value, length);
      default -> -ENOPROTOOPT;
    };
  }

  private static int put(
      InetOptionTarget target, SocketOption option, MemorySegment value, MemorySegment length) {
    return OptionValue.putInt(value, length, target.options().getInt(option));
  }

  private static int checkFilter(InetOptionTarget target, int name) {
    if (target.protocol() != IPPROTO_ICMPV6) {
      return -EOPNOTSUPP;
    }
    return name == ICMPV6_FILTER ? 0 : -ENOPROTOOPT;
  }

  /** rawv6_seticmpfilter: what is shorter than the filter leaves the rest of it as it was. */
  private static int setFilter(InetOptionTarget target, MemorySegment value, int length) {
    long[] words = new long[WORDS.length];
    MemorySegment filter = filter(target);
    MemorySegment.copy(value, 0, filter, 0, Math.min(length, filter.byteSize()));
    MemorySegment.copy(filter, 0, MemorySegment.ofArray(words), 0, filter.byteSize());
    for (int i = 0; i < WORDS.length; i++) {
      target.setOption(WORDS[i], words[i]);
    }
    return 0;
  }

  private static MemorySegment filter(InetOptionTarget target) {
    long[] words = new long[WORDS.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = target.options().get(WORDS[i]);
    }
    return MemorySegment.ofArray(words);
  }
}
