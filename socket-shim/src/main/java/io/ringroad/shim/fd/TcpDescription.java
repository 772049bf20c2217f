package io.ringroad.shim.fd;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.ConnectionFigure;
import io.ringroad.fastpath.socket.ConnectionFigures;
import io.ringroad.fastpath.socket.Readiness;
import java.lang.foreign.MemorySegment;

/** What TCP_INFO tells of a stream: the lane's figures, or that there is no connection. */
final class TcpDescription {
  private static final int SYN_SENT = 2;
  private static final int CLOSE = 7;
  private static final int LISTEN = 10;

  private TcpDescription() {}

  static void fill(MemorySegment info, TcpDescriptor descriptor) {
    ConnectionFigures figures = new ConnectionFigures();
    if (descriptor.listening()) {
      figures.set(ConnectionFigure.STATE, LISTEN);
    } else if (descriptor.lane().describe(descriptor.socket(), figures) != NetError.NONE) {
      boolean connecting = descriptor.socket().events().has(Readiness.CONNECTING);
      figures.set(ConnectionFigure.STATE, connecting ? SYN_SENT : CLOSE);
      figures.set(ConnectionFigure.SEND_MSS_BYTES, descriptor.segmentBytes());
    }
    TcpInfoLayout.write(figures, info);
  }
}
