package io.ringroad.fastpath.tcp.calls;

import io.ringroad.fastpath.socket.Readiness;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.connection.ConnectionFactory;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;

/**
 * What becomes of a connection when an option of its socket is set, as far as that is more than
 * being read where it matters. Owned by the lane.
 */
public final class OptionChanges {

  private final FlushList flushList;
  private final TcpTimers timers;
  private final TcpConfig config;

  public OptionChanges(FlushList flushList, TcpTimers timers, TcpConfig config) {
    this.flushList = flushList;
    this.timers = timers;
    this.config = config;
  }

  public void apply(TcpConnection c, SocketOption option, long nowNs) {
    switch (option) {
      case NO_DELAY -> {
        // tcp(7): setting this flushes what is pending, even if the connection is corked.
        c.snd.pushPending = c.options.isSet(option);
        flushList.add(c);
      }
      case CORK -> {
        c.snd.pushPending |= !c.options.isSet(option);
        flushList.add(c);
      }
      case MAX_PACING_RATE, NOT_SENT_LOW_WATER -> flushList.add(c);
      case QUICK_ACK -> onQuickAck(c, c.options.isSet(option));
      case CONGESTION ->
          c.algorithm(
              CongestionAlgorithm.ofOption(
                  c.options.getInt(option), config.congestion().algorithm()));
      case KEEP_ALIVE, KEEP_IDLE -> {
        if (c.state.isSynchronized()) {
          timers.startKeepAlive(c, nowNs);
        }
      }
      case RECEIVE_BUFFER -> c.rcv.bufferBytes = c.options.getInt(option);
      case RECEIVE_LOW_WATER -> onReceiveLowWater(c);
      case TRAFFIC_CLASS, IPV6_TRAFFIC_CLASS, HOP_LIMIT, IPV6_HOP_LIMIT ->
          ConnectionFactory.configure(c.destination, c.options);
      default -> {
        // read where it matters
      }
    }
  }

  /** tcp(7), TCP_QUICKACK: what is owed goes out at once, or may wait from now on. */
  private void onQuickAck(TcpConnection c, boolean quick) {
    c.ack.interactive(!quick);
    if (quick && c.ack.isDelayed()) {
      c.ack.demand();
      flushList.add(c);
    }
  }

  /** tcp_set_rcvlowat: the window grows to what is asked for, unless SO_RCVBUF says otherwise. */
  private void onReceiveLowWater(TcpConnection c) {
    if (c.socket == null) {
      return;
    }
    if (c.options.get(SocketOption.RECEIVE_BUFFER) == 0) {
      int wanted = ReceiveWindow.toSpace(c.options.getInt(SocketOption.RECEIVE_LOW_WATER));
      int bytes = Math.min(wanted, config.memory().receiveMaxBytes());
      if (bytes > c.rcv.bufferBytes) {
        c.rcv.bufferBytes = bytes;
        c.socket.receiveBufferBytes(bytes);
      }
    }
    c.socket.events().signal(Readiness.READABLE);
  }
}
