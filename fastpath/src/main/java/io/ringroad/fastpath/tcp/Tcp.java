package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.ip.TransportProtocol;
import io.ringroad.fastpath.socket.ConnectionFigures;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.calls.ConnectionReport;
import io.ringroad.fastpath.tcp.calls.OptionChanges;
import io.ringroad.fastpath.tcp.calls.UserCalls;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.dormancy.Dormancy;
import io.ringroad.fastpath.tcp.dormancy.DormantConnection;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.handshake.ActiveOpen;
import io.ringroad.fastpath.tcp.handshake.FastOpenClient;
import io.ringroad.fastpath.tcp.handshake.FastOpenCookies;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.lifetime.TimeWait;
import io.ringroad.fastpath.tcp.listen.ListenerTable;
import io.ringroad.fastpath.tcp.listen.SynQueue;
import io.ringroad.fastpath.tcp.listen.SynRequest;
import io.ringroad.fastpath.tcp.listen.TcpListener;
import io.ringroad.fastpath.tcp.receive.Receiver;
import io.ringroad.fastpath.tcp.segment.FramePressure;
import io.ringroad.fastpath.tcp.send.Sender;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpProtocols;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import org.agrona.ErrorHandler;

/**
 * TCP of one lane: the door for segments, errors and the application's calls. All methods are
 * called by the lane's thread, or by whoever drives the lane.
 *
 * <pre>
 *   onPacket -> SegmentDispatch -> SynSentArrival | SegmentArrival | TimeWaitArrival
 *                                | ListenArrival | SynQueueArrival | ResetReply
 *   flush    -> FlushList -> Sender -> SegmentOutput -> IpOutput
 * </pre>
 */
public final class Tcp implements TransportProtocol {

  /** The IANA number of TCP. */
  public static final int PROTOCOL = IpProtocols.TCP;

  private final ConnectionTable table;
  private final ListenerTable listeners;
  private final FlushList flushList;
  private final FramePressure pressure;
  private final SynQueue synQueue;
  private final Lifecycle lifecycle;
  private final Sender sender;
  private final Receiver receiver;
  private final UserCalls calls;
  private final ActiveOpen activeOpen;
  private final FastOpenClient fastOpen;
  private final Dormancy dormancy;
  private final OptionChanges optionChanges;
  private final ConnectionReport report;
  private final SegmentDispatch dispatch;
  private final IcmpArrival icmpArrival;

  /**
   * Puts a lane's TCP together.
   *
   * @param sockets what the lane's sockets share
   * @param numbers shared by all lanes of an engine
   * @param fastOpenCookies shared by all lanes of an engine
   * @param secret seeds the connection table and the challenge limit; from a cryptographic source
   */
  public Tcp(
      TcpConfig config,
      TimerWheel wheel,
      FrameCache cache,
      IpOutput ip,
      SocketContext sockets,
      InitialSequenceNumbers numbers,
      FastOpenCookies fastOpenCookies,
      long secret,
      CounterSet<TcpCounter> counters) {
    TcpParts parts =
        new TcpParts(config, wheel, cache, ip, sockets, numbers, fastOpenCookies, secret, counters);
    table = parts.table;
    listeners = parts.listeners;
    flushList = parts.flushList;
    pressure = parts.pressure;
    synQueue = parts.synQueue;
    lifecycle = parts.lifecycle;
    sender = parts.sender;
    receiver = parts.receiver;
    calls = parts.calls;
    activeOpen = parts.activeOpen;
    fastOpen = parts.fastOpen;
    dormancy = parts.dormancy;
    optionChanges = parts.optionChanges;
    report = parts.report;
    dispatch = parts.dispatch;
    icmpArrival = parts.icmpArrival;
  }

  @Override
  public void onPacket(Frame frame, IpPacket packet, long nowNs) {
    dispatch.onPacket(frame, packet, nowNs);
  }

  @Override
  public void onError(IcmpError error, long nowNs) {
    icmpArrival.onError(error, nowNs);
  }

  /** Sends what connections have to send; at the end of each cycle of the lane. */
  public void flush(long nowNs) {
    if (flushList.isEmpty()) {
      return;
    }
    pressure.update();
    TcpConnection c;
    while ((c = flushList.poll()) != null) {
      if (c.state.isSynchronized() || c.sendsEarly()) {
        sender.flush(c, nowNs);
      }
    }
  }

  /** Whether {@link #flush} has anything to do. */
  public boolean hasWork() {
    return !flushList.isEmpty();
  }

  /** This lane's share of a listening socket begins. The socket is bound. */
  public void listen(StreamListener queue) {
    listeners.add(new TcpListener(queue, synQueue));
  }

  /**
   * This lane's share of a listening socket ends: handshakes under way are forgotten. Connections
   * in the accept queue belong to whoever polls it; unaccepted ones are to be aborted.
   */
  public void stopListening(StreamListener queue) {
    TcpListener listener = listeners.remove(queue);
    if (listener != null) {
      synQueue.clear(listener);
    }
  }

  /**
   * Opens a connection from the socket's local port to its remote address and port, all of which
   * the caller has set; an unspecified local address is chosen by the route and set in the socket.
   *
   * @return {@link NetError#NONE} if the attempt is under way
   */
  public NetError connect(StreamSocket socket, long nowNs) {
    return activeOpen.connect(socket, nowNs);
  }

  /** Whether the peer's SYN has come and the handshake is not done. RFC 9293: SYN-RECEIVED. */
  public boolean isShakingHands(StreamSocket socket) {
    return socket.protocolState() instanceof TcpConnection c && c.state == TcpState.SYN_RECEIVED;
  }

  /**
   * The application has closed its socket: what it queued is still sent, and the connection ends in
   * its own time. The socket is let go at once ({@link StreamSocket#closed()}).
   */
  public void close(StreamSocket socket, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    if (c != null) {
      calls.close(c, nowNs);
    }
  }

  /** Ends the connection at once; the peer sees a reset. */
  public void abort(StreamSocket socket, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    if (c != null) {
      calls.abort(c, nowNs);
    }
  }

  /** The application will not send any more: FIN follows what it has queued. */
  public NetError shutdownSend(StreamSocket socket, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    return c == null ? NetError.NOT_CONNECTED : calls.shutdownSend(c);
  }

  /** The application will not read any more. */
  public NetError shutdownReceive(StreamSocket socket, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    boolean open = c != null && (c.state.isSynchronized() || c.state == TcpState.SYN_RECEIVED);
    if (!open) {
      return NetError.NOT_CONNECTED;
    }
    c.receiveShutdown = true;
    return NetError.NONE;
  }

  /** The application has queued data. */
  public void onApplicationSent(StreamSocket socket, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    if (c != null && c.fastOpen != null && c.fastOpen.deferred) {
      fastOpen.onApplicationSent(c, nowNs);
    } else if (c != null) {
      flushList.add(c);
    }
  }

  /** The application has read. */
  public void onApplicationRead(StreamSocket socket, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    if (c != null) {
      receiver.onApplicationRead(c, nowNs);
    }
  }

  /**
   * An option of a connected socket was changed; those that need more than being read take effect.
   */
  public void onOptionChanged(StreamSocket socket, SocketOption option, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    if (c != null) {
      optionChanges.apply(c, option, nowNs);
    }
  }

  /**
   * The engine stops: every connection ends, and each peer is told by a reset.
   *
   * @param errors told of exceptions; the other connections end all the same
   */
  public void abortAll(ErrorHandler errors, long nowNs) {
    for (Endpoint endpoint : endpoints()) {
      try {
        abort(endpoint, nowNs);
      } catch (Throwable failure) {
        errors.onError(failure);
      }
    }
  }

  private void abort(Endpoint endpoint, long nowNs) {
    if (endpoint instanceof TcpConnection c) {
      calls.abort(c, nowNs);
    } else if (endpoint instanceof DormantConnection dormant) {
      calls.abort(dormancy.wake(dormant, nowNs), nowNs);
    } else if (endpoint instanceof TimeWait timeWait) {
      lifecycle.endTimeWait(timeWait);
    } else if (endpoint instanceof SynRequest request) {
      synQueue.remove(request);
    }
  }

  /** Whether a connection whose socket is closed has still something to send, or to hear of. */
  public boolean hasUnfinishedOrphans() {
    return lifecycle.unfinishedOrphans() > 0;
  }

  /**
   * Describes a socket's connection (TCP_INFO).
   *
   * @return NOT_CONNECTED, and nothing is filled in, if it has none (any more)
   */
  public NetError describe(StreamSocket socket, ConnectionFigures to, long nowNs) {
    TcpConnection c = connection(socket, nowNs);
    if (c == null) {
      return NetError.NOT_CONNECTED;
    }
    report.fill(c, to, nowNs);
    return NetError.NONE;
  }

  /** The state of a socket's connection; CLOSED if it has none (any more). */
  public TcpState state(StreamSocket socket) {
    return switch (socket.protocolState()) {
      case TcpConnection c -> c.state;
      case DormantConnection dormant -> TcpState.ESTABLISHED;
      case null, default -> TcpState.CLOSED;
    };
  }

  /** Connections of this lane in any state, TIME-WAIT included. */
  public int connectionCount() {
    return table.size();
  }

  /** All endpoints, for rare walks and for tests. */
  Endpoint[] endpoints() {
    return table.toArray();
  }

  /** A socket's connection, woken up if it sleeps; null if it has none (any more). */
  TcpConnection connection(StreamSocket socket, long nowNs) {
    Object state = socket.protocolState();
    return state instanceof DormantConnection dormant
        ? dormancy.wake(dormant, nowNs)
        : (TcpConnection) state;
  }
}
