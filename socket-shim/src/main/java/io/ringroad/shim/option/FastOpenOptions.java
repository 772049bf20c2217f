package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_CONNECT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_KEY;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.ringroad.fastpath.socket.SocketOption;
import java.lang.foreign.MemorySegment;

/** TCP Fast Open's options (tcp(7)): {@code TCP_FASTOPEN} and those that begin so. */
final class FastOpenOptions {
  private static final int KEY_BYTES = 16;
  private static final SocketOption[] KEY_WORDS = {
    SocketOption.FAST_OPEN_KEY_0,
    SocketOption.FAST_OPEN_KEY_1,
    SocketOption.FAST_OPEN_KEY_2,
    SocketOption.FAST_OPEN_KEY_3
  };

  private FastOpenOptions() {}

  /** As Linux: a socket that has a peer, or looks for one, takes none of them. */
  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    if (name == TCP_FASTOPEN_KEY) {
      return setKeys(target, value, length);
    }
    int number = OptionValue.getInt(value);
    if (target.connected() || number < 0) {
      return -EINVAL;
    }
    if (name == TCP_FASTOPEN) {
      return target.setOption(
          SocketOption.FAST_OPEN, Math.min(number, io.ringroad.shim.abi.SocketOption.SOMAXCONN));
    }
    boolean connect = name == TCP_FASTOPEN_CONNECT;
    if (number > 1 || connect && target.listening()) {
      return -EINVAL;
    }
    return target.setOption(
        connect ? SocketOption.FAST_OPEN_CONNECT : SocketOption.FAST_OPEN_NO_COOKIE, number);
  }

  private static int setKeys(InetOptionTarget target, MemorySegment value, int length) {
    if (length != KEY_BYTES && length != 2 * KEY_BYTES) {
      return -EINVAL;
    }
    int words = length / Long.BYTES;
    for (int i = 0; i < words; i++) {
      target.setOption(KEY_WORDS[i], value.get(JAVA_LONG_UNALIGNED, (long) i * Long.BYTES));
    }
    return target.setOption(SocketOption.FAST_OPEN_KEYS, length / KEY_BYTES);
  }

  static int getKeys(InetOptionTarget target, MemorySegment value, MemorySegment length) {
    long[] words = new long[target.options().getInt(SocketOption.FAST_OPEN_KEYS) * 2];
    for (int i = 0; i < words.length; i++) {
      words[i] = target.options().get(KEY_WORDS[i]);
    }
    return OptionValue.putBytes(value, length, MemorySegment.ofArray(words));
  }
}
