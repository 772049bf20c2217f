package io.ringroad.shim.option;

import static io.ringroad.shim.Errno.EDOM;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENOPROTOOPT;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.SocketOption.SO_ACCEPTCONN;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTOIFINDEX;
import static io.ringroad.shim.abi.SocketOption.SO_BROADCAST;
import static io.ringroad.shim.abi.SocketOption.SO_BUSY_POLL;
import static io.ringroad.shim.abi.SocketOption.SO_DOMAIN;
import static io.ringroad.shim.abi.SocketOption.SO_DONTROUTE;
import static io.ringroad.shim.abi.SocketOption.SO_ERROR;
import static io.ringroad.shim.abi.SocketOption.SO_INCOMING_CPU;
import static io.ringroad.shim.abi.SocketOption.SO_KEEPALIVE;
import static io.ringroad.shim.abi.SocketOption.SO_LINGER;
import static io.ringroad.shim.abi.SocketOption.SO_MARK;
import static io.ringroad.shim.abi.SocketOption.SO_MAX_PACING_RATE;
import static io.ringroad.shim.abi.SocketOption.SO_NO_CHECK;
import static io.ringroad.shim.abi.SocketOption.SO_OOBINLINE;
import static io.ringroad.shim.abi.SocketOption.SO_PEERCRED;
import static io.ringroad.shim.abi.SocketOption.SO_PRIORITY;
import static io.ringroad.shim.abi.SocketOption.SO_PROTOCOL;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUF;
import static io.ringroad.shim.abi.SocketOption.SO_RCVBUFFORCE;
import static io.ringroad.shim.abi.SocketOption.SO_RCVLOWAT;
import static io.ringroad.shim.abi.SocketOption.SO_RCVTIMEO;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEADDR;
import static io.ringroad.shim.abi.SocketOption.SO_REUSEPORT;
import static io.ringroad.shim.abi.SocketOption.SO_RXQ_OVFL;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUF;
import static io.ringroad.shim.abi.SocketOption.SO_SNDBUFFORCE;
import static io.ringroad.shim.abi.SocketOption.SO_SNDLOWAT;
import static io.ringroad.shim.abi.SocketOption.SO_SNDTIMEO;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMP;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPING;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPING_NEW;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPNS;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMPNS_NEW;
import static io.ringroad.shim.abi.SocketOption.SO_TIMESTAMP_NEW;
import static io.ringroad.shim.abi.SocketOption.SO_TYPE;
import static io.ringroad.shim.abi.SocketOption.SO_ZEROCOPY;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.shim.abi.AddressFamily;
import io.ringroad.shim.abi.Linger;
import io.ringroad.shim.abi.Timestamping;
import io.ringroad.shim.abi.Timeval;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Options of level SOL_SOCKET (socket(7)). */
final class SocketLevel {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int US_PER_SECOND = 1_000_000;
  private static final int NS_PER_US = 1_000;
  private static final long LONGEST_SECONDS = Long.MAX_VALUE / NS_PER_SECOND / 4;

  /** struct ucred of a peer that is not known: no process, no user, no group. */
  private static final int[] NOBODY = {0, -1, -1};

  private SocketLevel() {}

  static int set(OptionTarget target, int name, MemorySegment value, int length) {
    if (name == SO_BINDTODEVICE) {
      return BoundDevice.setName(target, value, length);
    }
    if (length < Integer.BYTES) {
      return -EINVAL;
    }
    int number = OptionValue.getInt(value);
    SocketOption flag = flag(name);
    if (flag != null) {
      return target.setOption(flag, number != 0 ? 1 : 0);
    }
    return switch (name) {
      case SO_SNDBUF, SO_SNDBUFFORCE ->
          target.setOption(SocketOption.SEND_BUFFER, BufferSize.send(number));
      case SO_RCVBUF, SO_RCVBUFFORCE ->
          target.setOption(SocketOption.RECEIVE_BUFFER, BufferSize.receive(number));
      case SO_RCVLOWAT -> target.setOption(SocketOption.RECEIVE_LOW_WATER, lowWater(number));
      case SO_PRIORITY -> target.setOption(SocketOption.PRIORITY, number);
      case SO_MARK -> target.setOption(SocketOption.MARK, number);
      case SO_BUSY_POLL -> number < 0 ? -EINVAL : target.setOption(SocketOption.BUSY_POLL, number);
      case SO_MAX_PACING_RATE -> PacingRate.set(target, value, length);
      case SO_LINGER -> setLinger(target, value, length);
      case SO_TIMESTAMP, SO_TIMESTAMPNS, SO_TIMESTAMP_NEW, SO_TIMESTAMPNS_NEW ->
          target.setOption(SocketOption.TIMESTAMP, number != 0 ? name : 0);
      case SO_TIMESTAMPING, SO_TIMESTAMPING_NEW -> setTimestamping(target, number);
      case SO_ZEROCOPY -> setZeroCopy(target, number);
      case SO_BINDTOIFINDEX -> BoundDevice.setNumber(target, number);
      case SO_RCVTIMEO -> setTimeout(target, SocketOption.RECEIVE_TIMEOUT, value, length);
      case SO_SNDTIMEO -> setTimeout(target, SocketOption.SEND_TIMEOUT, value, length);
      default -> -ENOPROTOOPT;
    };
  }

  static int get(OptionTarget target, int name, MemorySegment value, MemorySegment length) {
    SocketOption flag = flag(name);
    if (flag != null) {
      return OptionValue.putInt(value, length, target.options().getInt(flag));
    }
    return switch (name) {
      case SO_MAX_PACING_RATE -> PacingRate.get(target, value, length);
      case SO_LINGER -> getLinger(target, value, length);
      case SO_RCVTIMEO -> getTimeout(target, SocketOption.RECEIVE_TIMEOUT, value, length);
      case SO_SNDTIMEO -> getTimeout(target, SocketOption.SEND_TIMEOUT, value, length);
      case SO_PEERCRED -> OptionValue.putBytes(value, length, MemorySegment.ofArray(NOBODY));
      case SO_TYPE -> OptionValue.putInt(value, length, target.type());
      case SO_ERROR -> OptionValue.putInt(value, length, target.takeError());
      case SO_DOMAIN -> OptionValue.putInt(value, length, target.domain());
      case SO_PROTOCOL -> OptionValue.putInt(value, length, target.protocol());
      case SO_ACCEPTCONN -> OptionValue.putInt(value, length, target.listening() ? 1 : 0);
      case SO_INCOMING_CPU -> OptionValue.putInt(value, length, target.laneIndex());
      case SO_SNDLOWAT -> OptionValue.putInt(value, length, 1);
      case SO_SNDBUF -> OptionValue.putInt(value, length, target.sendBufferBytes());
      case SO_RCVBUF -> OptionValue.putInt(value, length, target.receiveBufferBytes());
      case SO_RCVLOWAT -> put(target, SocketOption.RECEIVE_LOW_WATER, value, length);
      case SO_PRIORITY -> put(target, SocketOption.PRIORITY, value, length);
      case SO_MARK -> put(target, SocketOption.MARK, value, length);
      case SO_TIMESTAMP, SO_TIMESTAMPNS, SO_TIMESTAMP_NEW, SO_TIMESTAMPNS_NEW ->
          OptionValue.putInt(value, length, hasTimestamp(target, name) ? 1 : 0);
      case SO_TIMESTAMPING, SO_TIMESTAMPING_NEW -> getTimestamping(target, value, length);
      case SO_ZEROCOPY -> put(target, SocketOption.ZERO_COPY, value, length);
      case SO_BINDTODEVICE -> BoundDevice.getName(target, value, length);
      case SO_BINDTOIFINDEX -> put(target, SocketOption.BOUND_INTERFACE, value, length);
      case SO_BUSY_POLL -> put(target, SocketOption.BUSY_POLL, value, length);
      default -> -ENOPROTOOPT;
    };
  }

  /** Options that are on or off. */
  private static SocketOption flag(int name) {
    return switch (name) {
      case SO_REUSEADDR -> SocketOption.REUSE_ADDRESS;
      case SO_REUSEPORT -> SocketOption.REUSE_PORT;
      case SO_BROADCAST -> SocketOption.BROADCAST;
      case SO_KEEPALIVE -> SocketOption.KEEP_ALIVE;
      case SO_OOBINLINE -> SocketOption.URGENT_INLINE;
      case SO_DONTROUTE -> SocketOption.DONT_ROUTE;
      case SO_NO_CHECK -> SocketOption.NO_CHECKSUM;
      case SO_RXQ_OVFL -> SocketOption.RECEIVE_DROP_COUNT;
      default -> null;
    };
  }

  private static int put(
      OptionTarget target, SocketOption option, MemorySegment value, MemorySegment length) {
    return OptionValue.putInt(value, length, target.options().getInt(option));
  }

  /** sk_setsockopt: a negative mark is the highest, zero the lowest. */
  private static int lowWater(int number) {
    return number < 0 ? Integer.MAX_VALUE : Math.max(1, number);
  }

  /** sk_getsockopt: SO_TIMESTAMP_NEW does not tell its two units apart. */
  private static boolean hasTimestamp(OptionTarget target, int name) {
    int now = target.options().getInt(SocketOption.TIMESTAMP);
    return now == name || name == SO_TIMESTAMP_NEW && now == SO_TIMESTAMPNS_NEW;
  }

  private static int setTimestamping(OptionTarget target, int bits) {
    // Times of sending are not taken: better said than promised.
    boolean known = (bits & ~Timestamping.RECEIPT_BITS) == 0;
    return known ? target.setOption(SocketOption.TIMESTAMPING, bits) : -EINVAL;
  }

  /** so_timestamping: the bits, and the number of a hardware clock, which there is none of. */
  private static int getTimestamping(
      OptionTarget target, MemorySegment value, MemorySegment length) {
    int[] whole = {target.options().getInt(SocketOption.TIMESTAMPING), 0};
    return OptionValue.putBytes(value, length, MemorySegment.ofArray(whole));
  }

  private static int setZeroCopy(OptionTarget target, int number) {
    if (target.domain() == AddressFamily.AF_UNIX) {
      return -EOPNOTSUPP;
    }
    return number < 0 || number > 1 ? -EINVAL : target.setOption(SocketOption.ZERO_COPY, number);
  }

  private static int setLinger(OptionTarget target, MemorySegment value, int length) {
    if (length < Linger.SIZE) {
      return -EINVAL;
    }
    long seconds = Integer.toUnsignedLong(Linger.seconds(value));
    return target.setOption(SocketOption.LINGER, Linger.on(value) ? seconds * NS_PER_SECOND : -1);
  }

  private static int getLinger(OptionTarget target, MemorySegment value, MemorySegment length) {
    long lingerNs = target.options().get(SocketOption.LINGER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment linger = arena.allocate(Linger.SIZE);
      Linger.set(linger, lingerNs >= 0, (int) (Math.max(0, lingerNs) / NS_PER_SECOND));
      return OptionValue.putBytes(value, length, linger);
    }
  }

  private static int setTimeout(
      OptionTarget target, SocketOption option, MemorySegment value, int length) {
    if (length < Timeval.SIZE) {
      return -EINVAL;
    }
    long seconds = Timeval.seconds(value);
    long micros = Timeval.fraction(value);
    if (micros < 0 || micros >= US_PER_SECOND) {
      return -EDOM;
    }
    boolean forEver = seconds > LONGEST_SECONDS;
    if (seconds < 0) {
      // sock_set_timeout: do not wait at all; a nanosecond is as good as none.
      return target.setOption(option, 1);
    }
    return target.setOption(option, forEver ? 0 : seconds * NS_PER_SECOND + micros * NS_PER_US);
  }

  private static int getTimeout(
      OptionTarget target, SocketOption option, MemorySegment value, MemorySegment length) {
    long timeoutNs = target.options().get(option);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(Timeval.SIZE);
      Timeval.set(time, timeoutNs / NS_PER_SECOND, timeoutNs % NS_PER_SECOND / NS_PER_US);
      return OptionValue.putBytes(value, length, time);
    }
  }
}
