package io.ringroad.shim.fd;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.shim.abi.TcpInfo;
import java.lang.foreign.MemorySegment;

/** What TCP_INFO tells of a stream. */
final class TcpDescription {
  private static final int ESTABLISHED = 1;
  private static final int SYN_SENT = 2;
  private static final int FIN_WAIT2 = 5;
  private static final int CLOSE = 7;
  private static final int CLOSE_WAIT = 8;
  private static final int LISTEN = 10;

  private TcpDescription() {}

  static void fill(MemorySegment info, TcpDescriptor descriptor) {
    TcpInfo.setByte(info, TcpInfo.STATE_OFFSET, state(descriptor));
    TcpInfo.setInt(info, TcpInfo.SEND_MSS_OFFSET, descriptor.segmentBytes());
  }

  /** The state as far as an application has been told of it. */
  private static int state(TcpDescriptor descriptor) {
    if (descriptor.listening()) {
      return LISTEN;
    }
    int bits = descriptor.socket().events().bits();
    if ((bits & Readiness.HANG_UP) != 0) {
      return CLOSE;
    }
    if ((bits & Readiness.CONNECTING) != 0) {
      return SYN_SENT;
    }
    if ((bits & Readiness.CONNECTED) == 0) {
      return CLOSE;
    }
    if ((bits & Readiness.PEER_CLOSED) != 0) {
      return CLOSE_WAIT;
    }
    return (bits & Readiness.SEND_SHUTDOWN) != 0 ? FIN_WAIT2 : ESTABLISHED;
  }
}
