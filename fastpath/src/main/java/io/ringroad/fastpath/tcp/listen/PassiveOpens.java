package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.arrival.SegmentArrival;
import io.ringroad.fastpath.tcp.calls.UserCalls;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.ConnectionFactory;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.endpoint.SipHash;
import io.ringroad.fastpath.tcp.handshake.EcnNegotiation;
import io.ringroad.fastpath.tcp.handshake.Handshake;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.receive.Receiver;
import io.ringroad.fastpath.tcp.segment.ResetReply;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.pmd.FrameCache;

/**
 * Puts passive opens together: how segments arrive for a listener, and for the handshakes in its
 * SYN queue. The other parts are known by these alone.
 */
public final class PassiveOpens {

  public final SynQueue queue;
  public final ListenArrival listenArrival;
  public final SynQueueArrival synQueueArrival;

  /**
   * @param arrival where the segment that ends a handshake goes on
   * @param random keys the cookies
   */
  public PassiveOpens(
      ConnectionTable table,
      TimerWheel wheel,
      FrameCache cache,
      IpOutput ip,
      SocketContext sockets,
      ConnectionFactory factory,
      Handshake handshake,
      EcnNegotiation ecn,
      Receiver receiver,
      Lifecycle lifecycle,
      UserCalls calls,
      SegmentArrival arrival,
      ResetReply resets,
      InitialSequenceNumbers numbers,
      SipHash random,
      TcpConfig config,
      CounterSet<TcpCounter> counters) {
    SynAckOutput output = new SynAckOutput(cache, ip, counters);
    SynRequestFactory requests = new SynRequestFactory(output, numbers, ecn, config);
    PassiveOpen open = new PassiveOpen(factory, handshake, lifecycle, calls, sockets, ip, counters);
    SynCookies synCookies =
        new SynCookies(
            new SipHash(random.hash(3), random.hash(4)),
            new SipHash(random.hash(5), random.hash(6)));
    CookieHandshake cookies =
        new CookieHandshake(synCookies, numbers, requests, output, open, arrival, config, counters);
    FastOpenServer fastOpen =
        new FastOpenServer(open, handshake, receiver, numbers, config, counters);
    queue = new SynQueue(table, wheel, output, config, counters);
    listenArrival =
        new ListenArrival(
            queue, cookies, fastOpen, requests, numbers, lifecycle, resets, output, config,
            counters);
    synQueueArrival = new SynQueueArrival(queue, output, open, arrival, resets, config, counters);
  }
}
