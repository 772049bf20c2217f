package io.ringroad.fastpath.tcp.calls;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.config.MemoryLimits;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.dormancy.Dormancy;
import io.ringroad.fastpath.tcp.lifetime.FinProcessing;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.receive.ReceiveTuning;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.tcp.send.SendTuning;
import io.ringroad.fastpath.tcp.send.Sender;

/** What an application does to a connection that exists: CLOSE, ABORT, SHUTDOWN. RFC 9293 3.10. */
public final class UserCalls {

  private final Sender sender;
  private final SegmentOutput output;
  private final FinProcessing fin;
  private final Lifecycle lifecycle;
  private final FlushList flushList;
  private final SendTuning sendTuning;
  private final ReceiveTuning receiveTuning;
  private final Dormancy dormancy;
  private final MemoryLimits limits;

  public UserCalls(
      Sender sender,
      SegmentOutput output,
      FinProcessing fin,
      Lifecycle lifecycle,
      FlushList flushList,
      SendTuning sendTuning,
      ReceiveTuning receiveTuning,
      Dormancy dormancy,
      MemoryLimits limits) {
    this.sender = sender;
    this.output = output;
    this.fin = fin;
    this.lifecycle = lifecycle;
    this.flushList = flushList;
    this.sendTuning = sendTuning;
    this.receiveTuning = receiveTuning;
    this.dormancy = dormancy;
    this.limits = limits;
  }

  /** The handshake is done: the socket learns it, and what waited for it goes on. */
  public void onConnected(TcpConnection c, long nowNs) {
    c.statistics.start(c);
    receiveTuning.start(c, nowNs);
    dormancy.watch(c, nowNs);
    if (c.socket != null) {
      c.socket.segmentBytes(c.snd.pathSegmentBytes);
      c.socket.receiveBufferBytes(limits.receiveDefaultBytes());
      c.socket.sendBufferBytes(limits.sendDefaultBytes());
      sendTuning.expand(c);
      c.socket.connected();
    }
    closeIfPending(c);
  }

  /** A CLOSE or SHUTDOWN that came before the handshake was done takes effect. */
  public void closeIfPending(TcpConnection c) {
    if (c.closePending) {
      c.closePending = false;
      endSending(c);
      if (c.orphan) {
        detach(c);
      }
    }
  }

  /** CLOSE. RFC 9293 3.10.4, with what Linux makes of unread data and of SO_LINGER 0. */
  public void close(TcpConnection c, long nowNs) {
    // RFC 9293 3.6.1 (RFC 2525 2.17): data that nobody will read is not silently thrown away.
    boolean open = c.state.isSynchronized() || c.early != null;
    boolean unread = open && c.unreadBytes() > 0;
    if (unread || c.options.get(SocketOption.LINGER) == 0) {
      abort(c, nowNs);
      return;
    }
    if (!lifecycle.adopt(c)) {
      abort(c, nowNs);
      return;
    }
    c.receiveShutdown = true;
    switch (c.state) {
      case SYN_SENT -> lifecycle.remove(c);
      case SYN_RECEIVED -> closeInHandshake(c);
      case ESTABLISHED, CLOSE_WAIT -> {
        endSending(c);
        detach(c);
      }
      case FIN_WAIT_2 -> {
        if (fin.awaitPeersFin(c, nowNs)) {
          detach(c);
        }
      }
      default -> detach(c);
    }
  }

  /** As Linux, which does not let the FIN wait for the end of the handshake. */
  private void closeInHandshake(TcpConnection c) {
    if (c.early == null) {
      c.snd.una = c.snd.nxt; // the SYN is the handshake timer's, not the send queue's
    }
    sender.queueFin(c);
    c.closePending = true;
    flushList.add(c);
    detach(c);
  }

  /** ABORT: the peer learns of it by a reset. RFC 9293 3.10.5. */
  public void abort(TcpConnection c, long nowNs) {
    switch (c.state) {
      case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSE_WAIT ->
          output.sendReset(c, nowNs);
      default -> {
        // SYN-SENT: the peer knows nothing. CLOSING, LAST-ACK: both sides have said goodbye.
      }
    }
    lifecycle.remove(c);
  }

  /** Half-closes this side's direction. RFC 9293 3.10.4. */
  public NetError shutdownSend(TcpConnection c) {
    switch (c.state) {
      case ESTABLISHED, CLOSE_WAIT -> endSending(c);
      case SYN_SENT -> {
        return NetError.NOT_CONNECTED;
      }
      // As on Linux, the FIN waits for the end of the handshake.
      case SYN_RECEIVED -> c.closePending = true;
      default -> {
        // This side's FIN is queued already.
      }
    }
    return NetError.NONE;
  }

  private void endSending(TcpConnection c) {
    if (!c.finQueued) {
      sender.queueFin(c);
    }
    c.state = c.state == TcpState.CLOSE_WAIT ? TcpState.LAST_ACK : TcpState.FIN_WAIT_1;
    flushList.add(c);
  }

  /** The socket is gone; the connection goes on without it. */
  private static void detach(TcpConnection c) {
    StreamSocket socket = c.socket;
    if (socket != null) {
      c.socket = null;
      socket.closed();
    }
  }
}
