package io.ringroad.shim.fd;

import static io.ringroad.shim.Errno.EALREADY;
import static io.ringroad.shim.Errno.ECONNABORTED;
import static io.ringroad.shim.Errno.ECONNRESET;
import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.Errno.EINTR;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.EISCONN;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_UNSPEC;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.shim.abi.SockaddrIn;
import io.ringroad.shim.wait.PollMask;
import java.lang.foreign.MemorySegment;

/**
 * connect(2) on a stream, in the states of Linux's {@code __inet_stream_connect}: an attempt that
 * goes on in the background is only noticed to have ended by the next call.
 */
final class TcpConnector {
  enum State {
    /** SS_UNCONNECTED. */
    IDLE,
    /** SS_CONNECTING. */
    CONNECTING,
    /** SS_CONNECTED; a connection that was reset stays here. */
    CONNECTED,
    /** SS_DISCONNECTING: shut down when the attempt had failed and nobody had noticed. */
    DISCONNECTING
  }

  private TcpConnector() {}

  static int connect(TcpDescriptor descriptor, MemorySegment addr, int addrlen) {
    if (addrlen < Short.BYTES) {
      return -EINVAL;
    }
    if (SockaddrIn.family(addr) == AF_UNSPEC) {
      return descriptor.controlled(() -> disconnect(descriptor));
    }
    int begun = descriptor.controlled(() -> begin(descriptor, addr, addrlen));
    if (begun != -EINPROGRESS && begun != -EALREADY) {
      return begun;
    }
    if (begun == -EINPROGRESS && descriptor.nonBlocking()) {
      // Even if the handshake is over by now: Linux would not have looked yet.
      return begun;
    }
    return awaitEnd(descriptor, begun);
  }

  /**
   * Connects for MSG_FASTOPEN.
   *
   * @return 0 if the SYN waits for data, -EINPROGRESS if it went out and asks for a cookie, or
   *     another negated errno
   */
  static int fastOpen(TcpDescriptor descriptor, MemorySegment addr, int addrlen) {
    return descriptor.controlled(() -> beginFastOpen(descriptor, addr, addr == null ? 0 : addrlen));
  }

  private static int beginFastOpen(TcpDescriptor descriptor, MemorySegment addr, int addrlen) {
    if (addrlen >= Short.BYTES && SockaddrIn.family(addr) == AF_UNSPEC) {
      return -EOPNOTSUPP;
    }
    long before = descriptor.options().get(SocketOption.FAST_OPEN_CONNECT);
    descriptor.setOption(SocketOption.FAST_OPEN_CONNECT, 1);
    int begun = begin(descriptor, addr, addrlen);
    descriptor.setOption(SocketOption.FAST_OPEN_CONNECT, before);
    return begun;
  }

  /** Waits for the end of the handshake, if the descriptor blocks; else {@code begun}. */
  static int awaitEnd(TcpDescriptor descriptor, int begun) {
    if (isUnderWay(descriptor)) {
      if (descriptor.nonBlocking() || descriptor.onOwnLane()) {
        return begun;
      }
      int waited = descriptor.await(PollMask.OUT | PollMask.ALWAYS, descriptor.sendDeadlineNs());
      if (isUnderWay(descriptor)) {
        return waited == -EINTR ? -EINTR : begun;
      }
    }
    return descriptor.controlled(() -> finish(descriptor));
  }

  /** tcp_disconnect. */
  static int disconnect(TcpDescriptor descriptor) {
    int shut = Readiness.RECEIVE_SHUTDOWN | Readiness.SEND_SHUTDOWN;
    if (descriptor.connecting() != State.IDLE
        || descriptor.listening()
        || (descriptor.socket().events().bits() & shut) != 0) {
      descriptor.connecting(State.IDLE);
      descriptor.renew();
    } else {
      descriptor.signal(Readiness.ERROR); // as the other way: sk_error_report
    }
    return 0;
  }

  private static int begin(TcpDescriptor descriptor, MemorySegment addr, int addrlen) {
    if (descriptor.connecting() == State.CONNECTED
        || descriptor.connecting() == State.IDLE && descriptor.listening()) {
      return -EISCONN;
    }
    if (descriptor.connecting() == State.DISCONNECTING) {
      return -EINVAL;
    }
    if (descriptor.connecting() == State.CONNECTING) {
      // A SYN that waits for data is, to the application, a connection.
      return waitsForData(descriptor) ? -EISCONN : -EALREADY;
    }
    InetNames names = descriptor.names();
    int refused = names.checkStreamPeer(descriptor, addr, addrlen);
    if (refused != 0) {
      return refused;
    }
    long high = names.high(addr);
    long low = InetNames.meantLow(descriptor.socket(), high, names.low(addr));
    if (IpAddresses.isMulticast(high, low)
        || descriptor.environment().addresses().isBroadcast(high, low)) {
      // tcp_v4_connect: no stream to many.
      return -ENETUNREACH;
    }
    NetError error = descriptor.lane().connect(descriptor.socket(), high, low, names.port(addr));
    if (error == NetError.IN_PROGRESS || error == NetError.NONE) {
      descriptor.connecting(State.CONNECTING);
      return error == NetError.NONE ? 0 : -EINPROGRESS;
    }
    return NetErrno.of(error);
  }

  private static boolean waitsForData(TcpDescriptor descriptor) {
    return descriptor.socket().events().has(Readiness.EARLY_DATA);
  }

  private static boolean isUnderWay(TcpDescriptor descriptor) {
    return descriptor.connecting() == State.CONNECTING
        && (descriptor.socket().events().bits() & Readiness.CONNECTING) != 0;
  }

  private static int finish(TcpDescriptor descriptor) {
    if (descriptor.connecting() != State.CONNECTING) {
      // tcp_disconnect: who waited for a handshake that another thread gave up hears of a reset.
      return descriptor.connecting() == State.CONNECTED ? 0 : -ECONNRESET;
    }
    int bits = descriptor.socket().events().bits();
    if ((bits & Readiness.HANG_UP) == 0) {
      descriptor.connecting(State.CONNECTED);
      return 0;
    }
    int error = descriptor.takeError();
    descriptor.connecting(State.IDLE);
    descriptor.renew();
    return error == 0 ? -ECONNABORTED : -error;
  }
}
