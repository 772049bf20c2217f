package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.abi.UdpSocketOption.UDP_CORK;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;

/** Options of level IPPROTO_UDP (udp(7)). */
final class UdpLevel {
  private UdpLevel() {}

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    if (length < Integer.BYTES) {
      return -EINVAL;
    }
    if (name != UDP_CORK) {
      return -ENOPROTOOPT;
    }
    boolean on = OptionValue.getInt(value) != 0;
    int result = target.setOption(SocketOption.DATAGRAM_CORK, on ? 1 : 0);
    if (!on) {
      target.uncork();
    }
    return result;
  }

  static int get(InetOptionTarget target, int name, MemorySegment value, MemorySegment length) {
    return name == UDP_CORK
        ? OptionValue.putInt(value, length, target.options().getInt(SocketOption.DATAGRAM_CORK))
        : -ENOPROTOOPT;
  }
}
