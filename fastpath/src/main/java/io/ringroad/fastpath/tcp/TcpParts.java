package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.SocketContext;
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
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import io.ringroad.fastpath.tcp.dormancy.Dormancy;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
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
import io.ringroad.fastpath.tcp.lifetime.TimeWaitArrival;
import io.ringroad.fastpath.tcp.listen.ListenerTable;
import io.ringroad.fastpath.tcp.listen.PassiveOpens;
import io.ringroad.fastpath.tcp.listen.SynQueue;
import io.ringroad.fastpath.tcp.queue.PartStock;
import io.ringroad.fastpath.tcp.receive.ReceiveTuning;
import io.ringroad.fastpath.tcp.receive.Receiver;
import io.ringroad.fastpath.tcp.recovery.DeliveryTracker;
import io.ringroad.fastpath.tcp.recovery.ForwardRto;
import io.ringroad.fastpath.tcp.recovery.LossPhase;
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
import io.ringroad.pmd.FrameCache;

/**
 * Puts a lane's TCP together, each part from those that it knows, and is not looked at again. What
 * {@link Tcp} needs of it are the fields; the rest is known by its neighbours alone.
 */
final class TcpParts {

  final ListenerTable listeners = new ListenerTable();
  final FlushList flushList = new FlushList();
  final ConnectionTable table;
  final FramePressure pressure;
  final SynQueue synQueue;
  final Lifecycle lifecycle;
  final Sender sender;
  final Receiver receiver;
  final UserCalls calls;
  final ActiveOpen activeOpen;
  final FastOpenClient fastOpen;
  final Dormancy dormancy;
  final OptionChanges optionChanges;
  final ConnectionReport report;
  final SegmentDispatch dispatch;
  final IcmpArrival icmpArrival;

  TcpParts(
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
    ChallengeAcks challenges =
        new ChallengeAcks(output, config.challengeAcksPerSecond(), random, counters);
    RetransmissionTimer retransmission = new RetransmissionTimer(timers, config);
    ForwardRto forwardRto = new ForwardRto(config.recovery(), counters);
    LossPhase lossPhase = new LossPhase(forwardRto, counters);
    LossRecovery recovery =
        new LossRecovery(config.recovery(), retransmission, forwardRto, counters);
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
    Handshake handshake =
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
    PassiveOpens passiveOpens =
        new PassiveOpens(
            table,
            wheel,
            cache,
            ip,
            sockets,
            factory,
            handshake,
            ecnNegotiation,
            receiver,
            lifecycle,
            calls,
            synchronizedArrival,
            resets,
            numbers,
            random,
            config,
            counters);
    synQueue = passiveOpens.queue;
    dispatch =
        new SegmentDispatch(
            table,
            listeners,
            passiveOpens.listenArrival,
            passiveOpens.synQueueArrival,
            new SynSentArrival(handshake, fastOpen, lifecycle, resets, calls),
            synchronizedArrival,
            dormancy,
            new TimeWaitArrival(lifecycle, cache, ip, config, counters),
            resets,
            random,
            cache,
            counters);
    icmpArrival =
        new IcmpArrival(
            table, synQueue, lifecycle, lossPhase, flushList, pathMtu, retransmission, counters);
    timers.handler(
        new TimerExpiry(
            handshake,
            recovery,
            lossPhase,
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
}
