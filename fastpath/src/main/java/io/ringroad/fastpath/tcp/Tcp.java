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
import io.ringroad.fastpath.tcp.arrival.Acceptability;
import io.ringroad.fastpath.tcp.arrival.AckProcessing;
import io.ringroad.fastpath.tcp.arrival.SegmentArrival;
import io.ringroad.fastpath.tcp.calls.ConnectionReport;
import io.ringroad.fastpath.tcp.calls.OptionChanges;
import io.ringroad.fastpath.tcp.calls.UserCalls;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.ConnectionFactory;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.dormancy.Dormancy;
import io.ringroad.fastpath.tcp.dormancy.DormantConnection;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.endpoint.SipHash;
import io.ringroad.fastpath.tcp.handshake.ActiveOpen;
import io.ringroad.fastpath.tcp.handshake.EcnNegotiation;
import io.ringroad.fastpath.tcp.handshake.FastOpenClient;
import io.ringroad.fastpath.tcp.handshake.FastOpenCookies;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.tcp.handshake.SynOutput;
import io.ringroad.fastpath.tcp.handshake.SynReceivedArrival;
import io.ringroad.fastpath.tcp.handshake.SynSentArrival;
import io.ringroad.fastpath.tcp.lifetime.FinProcessing;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.lifetime.TimeWait;
import io.ringroad.fastpath.tcp.lifetime.TimeWaitArrival;
import io.ringroad.fastpath.tcp.lifetime.TimeWaitOutput;
import io.ringroad.fastpath.tcp.listen.CookieHandshake;
import io.ringroad.fastpath.tcp.listen.FastOpenServer;
import io.ringroad.fastpath.tcp.listen.ListenArrival;
import io.ringroad.fastpath.tcp.listen.ListenerTable;
import io.ringroad.fastpath.tcp.listen.PassiveOpen;
import io.ringroad.fastpath.tcp.listen.SynAckOutput;
import io.ringroad.fastpath.tcp.listen.SynCookies;
import io.ringroad.fastpath.tcp.listen.SynQueue;
import io.ringroad.fastpath.tcp.listen.SynQueueArrival;
import io.ringroad.fastpath.tcp.listen.SynRequest;
import io.ringroad.fastpath.tcp.listen.SynRequestFactory;
import io.ringroad.fastpath.tcp.listen.TcpListener;
import io.ringroad.fastpath.tcp.queue.PartStock;
import io.ringroad.fastpath.tcp.receive.ReceiveTuning;
import io.ringroad.fastpath.tcp.receive.Receiver;
import io.ringroad.fastpath.tcp.recovery.DeliveryTracker;
import io.ringroad.fastpath.tcp.recovery.LossRecovery;
import io.ringroad.fastpath.tcp.recovery.RetransmissionTimer;
import io.ringroad.fastpath.tcp.recovery.TailLossProbe;
import io.ringroad.fastpath.tcp.segment.ChallengeAcks;
import io.ringroad.fastpath.tcp.segment.Ecn;
import io.ringroad.fastpath.tcp.segment.FramePressure;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.tcp.segment.SegmentOutput;
import io.ringroad.fastpath.tcp.send.PathMtu;
import io.ringroad.fastpath.tcp.send.SendTuning;
import io.ringroad.fastpath.tcp.send.Sender;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import org.agrona.ErrorHandler;

/**
 * TCP of one lane: the door for segments, errors and the application's calls, and the place where
 * the parts are put together. All methods are called by the lane's thread, or by whoever drives the
 * lane.
 *
 * <pre>
 *   onPacket -> SegmentDispatch -> SynSentArrival | SegmentArrival | TimeWaitArrival
 *                                | ListenArrival | SynQueueArrival | ResetReply
 *   flush    -> FlushList -> Sender -> SegmentOutput -> IpOutput
 * </pre>
 */
public final class Tcp implements TransportProtocol {

  /** The IANA number of TCP. */
  public static final int PROTOCOL = TcpHeader.PROTOCOL;

  private final ConnectionTable table;
  private final ListenerTable listeners = new ListenerTable();
  private final FlushList flushList = new FlushList();
  private final FramePressure pressure;
  private final SynQueue synQueue;
  private final Lifecycle lifecycle;
  private final Sender sender;
  private final Receiver receiver;
  private final Handshake handshake;
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
    SipHash random = new SipHash(secret, ~secret);
    table = new ConnectionTable(config.tableCapacity(), random.hash(1), random.hash(2));
    TcpTimers timers = new TcpTimers(wheel);
    PartStock stock = new PartStock();
    pressure = new FramePressure(cache);
    report = new ConnectionReport(ip, config);
    SendTuning sendTuning = new SendTuning(config.memory(), pressure);
    ReceiveTuning receiveTuning = new ReceiveTuning(config.memory(), pressure);
    SegmentOutput output = new SegmentOutput(cache, ip, pressure, counters);
    Ecn ecn = new Ecn(output, counters);
    EcnNegotiation ecnNegotiation = new EcnNegotiation(config);
    SynOutput synOutput = new SynOutput(cache, ip, config, counters);
    SynAckOutput synAckOutput = new SynAckOutput(cache, ip, counters);
    ChallengeAcks challenges =
        new ChallengeAcks(output, config.challengeAcksPerSecond(), random, counters);
    RetransmissionTimer retransmission = new RetransmissionTimer(timers, config);
    LossRecovery recovery = new LossRecovery(config.recovery(), retransmission, counters);
    TailLossProbe lossProbe = new TailLossProbe(counters);
    ResetReply resets = new ResetReply(output);
    lifecycle = new Lifecycle(table, wheel, timers, cache, stock, config, counters);
    sender = new Sender(output, timers, retransmission, recovery, stock, cache, config, counters);
    FinProcessing fin = new FinProcessing(output, lifecycle, timers, flushList, config);
    receiver =
        new Receiver(output, fin, receiveTuning, timers, flushList, stock, cache, config, counters);
    ConnectionFactory factory = new ConnectionFactory(config, timers, numbers);
    dormancy = new Dormancy(table, factory, wheel, timers, ip, config.memory(), counters);
    calls =
        new UserCalls(
            sender,
            output,
            fin,
            lifecycle,
            flushList,
            sendTuning,
            receiveTuning,
            dormancy,
            config.memory());
    PathMtu pathMtu = new PathMtu(ip, config, counters);
    handshake =
        new Handshake(
            synOutput, ecnNegotiation, timers, recovery, flushList, pathMtu, ip, config, counters);
    optionChanges = new OptionChanges(flushList, timers, config);
    fastOpen = new FastOpenClient(fastOpenCookies, handshake, sender, cache, ip, config, counters);
    activeOpen =
        new ActiveOpen(table, factory, handshake, fastOpen, lifecycle, ip, config, counters);
    SegmentArrival synchronizedArrival =
        new SegmentArrival(
            new Acceptability(config, output, challenges, counters),
            new SynReceivedArrival(handshake, lifecycle, resets, calls),
            new AckProcessing(
                recovery,
                new DeliveryTracker(cache),
                lossProbe,
                retransmission,
                config.recovery(),
                sender,
                sendTuning,
                challenges,
                flushList,
                ip,
                counters),
            ecn,
            receiver,
            fin,
            lifecycle,
            resets,
            challenges,
            counters);
    synQueue = new SynQueue(table, wheel, synAckOutput, config, counters);
    PassiveOpen passiveOpen =
        new PassiveOpen(factory, handshake, lifecycle, calls, sockets, ip, counters);
    SynRequestFactory requests =
        new SynRequestFactory(synAckOutput, numbers, ecnNegotiation, config);
    FastOpenServer fastOpenServer =
        new FastOpenServer(passiveOpen, handshake, receiver, numbers, config, counters);
    CookieHandshake cookies =
        new CookieHandshake(
            new SynCookies(
                new SipHash(random.hash(3), random.hash(4)),
                new SipHash(random.hash(5), random.hash(6))),
            numbers,
            requests,
            synAckOutput,
            passiveOpen,
            synchronizedArrival,
            config,
            counters);
    dispatch =
        new SegmentDispatch(
            table,
            listeners,
            new ListenArrival(
                synQueue,
                cookies,
                fastOpenServer,
                requests,
                numbers,
                lifecycle,
                resets,
                synAckOutput,
                config,
                counters),
            new SynQueueArrival(
                synQueue, synAckOutput, passiveOpen, synchronizedArrival, resets, config, counters),
            new SynSentArrival(handshake, fastOpen, lifecycle, resets, calls),
            synchronizedArrival,
            dormancy,
            new TimeWaitArrival(
                lifecycle, new TimeWaitOutput(cache, ip, counters), config, counters),
            resets,
            random,
            cache,
            counters);
    icmpArrival =
        new IcmpArrival(table, synQueue, lifecycle, recovery, flushList, pathMtu, counters);
    timers.handler(
        new TimerExpiry(
            handshake,
            recovery,
            lossProbe,
            retransmission,
            sender,
            output,
            timers,
            lifecycle,
            pathMtu,
            flushList,
            config,
            counters),
        dormancy);
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
      if (c.state.isSynchronized() || c.early != null) {
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
    if (c == null || !c.state.isSynchronized()) {
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
