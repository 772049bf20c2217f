package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_CONGESTION;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_CORK;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_DEFER_ACCEPT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_CONNECT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_KEY;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_NO_COOKIE;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_INFO;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_KEEPCNT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_KEEPIDLE;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_KEEPINTVL;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_LINGER2;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_MAXSEG;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_NODELAY;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_NOTSENT_LOWAT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_QUICKACK;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_SYNCNT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_USER_TIMEOUT;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_WINDOW_CLAMP;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.shim.abi.TcpInfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Options of level IPPROTO_TCP (tcp(7)). */
final class TcpLevel {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final long NS_PER_MS = 1_000_000L;
  private static final int MAX_KEEPALIVE_SECONDS = 32_767;
  private static final int MAX_COUNT = 127;
  private static final int MIN_SEGMENT_BYTES = 88;
  private static final int MAX_SEGMENT_BYTES = 32_767;
  private static final int DEFAULT_SEGMENT_BYTES = 536;
  private static final int DEFAULT_SYN_COUNT = 6;
  private static final int DEFAULT_FIN_WAIT2_SECONDS = 60;
  private static final int MAX_FIN_WAIT2_SECONDS = 120;

  private TcpLevel() {}

  static int set(InetOptionTarget target, int name, MemorySegment value, int length) {
    if (name == TCP_CONGESTION) {
      return CongestionName.set(target, value, length);
    }
    if (length < Integer.BYTES) {
      return -EINVAL;
    }
    int number = OptionValue.getInt(value);
    return switch (name) {
      case TCP_NODELAY -> target.setOption(SocketOption.NO_DELAY, number != 0 ? 1 : 0);
      case TCP_CORK -> target.setOption(SocketOption.CORK, number != 0 ? 1 : 0);
      case TCP_QUICKACK -> target.setOption(SocketOption.QUICK_ACK, number != 0 ? 1 : 0);
      case TCP_MAXSEG ->
          number == 0
              ? target.setOption(SocketOption.MAXIMUM_SEGMENT, 0)
              : ranged(
                  target,
                  SocketOption.MAXIMUM_SEGMENT,
                  number,
                  MIN_SEGMENT_BYTES,
                  MAX_SEGMENT_BYTES,
                  1);
      case TCP_KEEPIDLE ->
          ranged(target, SocketOption.KEEP_IDLE, number, 1, MAX_KEEPALIVE_SECONDS, NS_PER_SECOND);
      case TCP_KEEPINTVL ->
          ranged(
              target, SocketOption.KEEP_INTERVAL, number, 1, MAX_KEEPALIVE_SECONDS, NS_PER_SECOND);
      case TCP_KEEPCNT -> ranged(target, SocketOption.KEEP_COUNT, number, 1, MAX_COUNT, 1);
      case TCP_SYNCNT -> ranged(target, SocketOption.SYN_COUNT, number, 1, MAX_COUNT, 1);
      case TCP_LINGER2 -> target.setOption(SocketOption.FIN_WAIT2_TIMEOUT, finWait2Ns(number));
      case TCP_DEFER_ACCEPT ->
          target.setOption(
              SocketOption.DEFER_ACCEPT, DeferAccept.roundedSeconds(number) * NS_PER_SECOND);
      case TCP_USER_TIMEOUT ->
          number < 0 ? -EINVAL : target.setOption(SocketOption.USER_TIMEOUT, number * NS_PER_MS);
      case TCP_NOTSENT_LOWAT -> target.setOption(SocketOption.NOT_SENT_LOW_WATER, number);
      case TCP_WINDOW_CLAMP -> setWindowClamp(target, number);
      case TCP_FASTOPEN, TCP_FASTOPEN_CONNECT, TCP_FASTOPEN_KEY, TCP_FASTOPEN_NO_COOKIE ->
          FastOpenOptions.set(target, name, value, length);
      default -> -ENOPROTOOPT;
    };
  }

  static int get(InetOptionTarget target, int name, MemorySegment value, MemorySegment length) {
    return switch (name) {
      case TCP_INFO -> getInfo(target, value, length);
      case TCP_CONGESTION -> CongestionName.get(target, value, length);
      case TCP_NODELAY -> put(target, SocketOption.NO_DELAY, 1, value, length);
      case TCP_CORK -> put(target, SocketOption.CORK, 1, value, length);
      case TCP_QUICKACK -> put(target, SocketOption.QUICK_ACK, 1, value, length);
      case TCP_MAXSEG -> OptionValue.putInt(value, length, segmentBytes(target));
      case TCP_KEEPIDLE -> put(target, SocketOption.KEEP_IDLE, NS_PER_SECOND, value, length);
      case TCP_KEEPINTVL -> put(target, SocketOption.KEEP_INTERVAL, NS_PER_SECOND, value, length);
      case TCP_KEEPCNT -> put(target, SocketOption.KEEP_COUNT, 1, value, length);
      case TCP_SYNCNT ->
          OptionValue.putInt(
              value, length, target.options().getOr(SocketOption.SYN_COUNT, DEFAULT_SYN_COUNT));
      case TCP_LINGER2 -> OptionValue.putInt(value, length, finWait2Seconds(target));
      case TCP_DEFER_ACCEPT -> put(target, SocketOption.DEFER_ACCEPT, NS_PER_SECOND, value, length);
      case TCP_USER_TIMEOUT -> put(target, SocketOption.USER_TIMEOUT, NS_PER_MS, value, length);
      case TCP_NOTSENT_LOWAT -> put(target, SocketOption.NOT_SENT_LOW_WATER, 1, value, length);
      case TCP_WINDOW_CLAMP -> put(target, SocketOption.WINDOW_CLAMP, 1, value, length);
      case TCP_FASTOPEN -> put(target, SocketOption.FAST_OPEN, 1, value, length);
      case TCP_FASTOPEN_CONNECT -> put(target, SocketOption.FAST_OPEN_CONNECT, 1, value, length);
      case TCP_FASTOPEN_NO_COOKIE ->
          put(target, SocketOption.FAST_OPEN_NO_COOKIE, 1, value, length);
      case TCP_FASTOPEN_KEY -> FastOpenOptions.getKeys(target, value, length);
      default -> -ENOPROTOOPT;
    };
  }

  /** tcp_set_window_clamp: none only before a connection, and never below half the floor. */
  private static int setWindowClamp(InetOptionTarget target, int number) {
    if (number == 0 && (target.connected() || target.listening())) {
      return -EINVAL;
    }
    int clamp = number == 0 ? 0 : Math.max(number, BufferSize.RECEIVE_FLOOR_BYTES / 2);
    return target.setOption(SocketOption.WINDOW_CLAMP, clamp);
  }

  private static int ranged(
      InetOptionTarget target, SocketOption option, int number, int least, int most, long unit) {
    return number < least || number > most ? -EINVAL : target.setOption(option, number * unit);
  }

  private static int put(
      InetOptionTarget target,
      SocketOption option,
      long unit,
      MemorySegment value,
      MemorySegment length) {
    return OptionValue.putInt(value, length, (int) (target.options().get(option) / unit));
  }

  private static int segmentBytes(InetOptionTarget target) {
    if (target.connected()) {
      return target.segmentBytes();
    }
    return target.options().getOr(SocketOption.MAXIMUM_SEGMENT, DEFAULT_SEGMENT_BYTES);
  }

  private static long finWait2Ns(int seconds) {
    return seconds < 0 ? -1 : Math.min(seconds, MAX_FIN_WAIT2_SECONDS) * NS_PER_SECOND;
  }

  private static int finWait2Seconds(InetOptionTarget target) {
    long ns = target.options().get(SocketOption.FIN_WAIT2_TIMEOUT);
    if (ns == 0) {
      return DEFAULT_FIN_WAIT2_SECONDS;
    }
    return ns < 0 ? -1 : (int) (ns / NS_PER_SECOND);
  }

  private static int getInfo(InetOptionTarget target, MemorySegment value, MemorySegment length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TcpInfo.SIZE, Long.BYTES);
      target.describe(info);
      return OptionValue.putBytes(value, length, info);
    }
  }
}
