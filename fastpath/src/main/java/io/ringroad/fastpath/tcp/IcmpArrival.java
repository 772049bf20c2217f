package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.wire.SequenceNumbers.geq;
import static io.ringroad.fastpath.wire.SequenceNumbers.lt;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.connection.FlushList;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.tcp.endpoint.ConnectionTable;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.lifetime.Lifecycle;
import io.ringroad.fastpath.tcp.listen.SynQueue;
import io.ringroad.fastpath.tcp.listen.SynRequest;
import io.ringroad.fastpath.tcp.recovery.LossPhase;
import io.ringroad.fastpath.tcp.recovery.RetransmissionTimer;
import io.ringroad.fastpath.tcp.send.PathMtu;

/**
 * A segment of ours was reported undeliverable. RFC 9293 3.9.2.2, RFC 5927, RFC 1191. Owned by the
 * lane.
 */
final class IcmpArrival {

  private final ConnectionTable table;
  private final SynQueue synQueue;
  private final Lifecycle lifecycle;
  private final LossPhase lossPhase;
  private final FlushList flushList;
  private final PathMtu pathMtu;
  private final RetransmissionTimer retransmission;
  private final CounterSet<TcpCounter> counters;

  IcmpArrival(
      ConnectionTable table,
      SynQueue synQueue,
      Lifecycle lifecycle,
      LossPhase lossPhase,
      FlushList flushList,
      PathMtu pathMtu,
      RetransmissionTimer retransmission,
      CounterSet<TcpCounter> counters) {
    this.table = table;
    this.synQueue = synQueue;
    this.lifecycle = lifecycle;
    this.lossPhase = lossPhase;
    this.flushList = flushList;
    this.pathMtu = pathMtu;
    this.retransmission = retransmission;
    this.counters = counters;
  }

  void onError(IcmpError error, long nowNs) {
    Endpoint endpoint =
        table.find(
            error.localHigh(),
            error.localLow(),
            error.remoteHigh(),
            error.remoteLow(),
            Endpoint.ports(error.localPort(), error.remotePort()));
    if (endpoint instanceof SynRequest request) {
      onHandshakeError(request, error);
      return;
    }
    if (!(endpoint instanceof TcpConnection c) || !isCredible(c, error)) {
      counters.increment(TcpCounter.ICMP_IGNORED);
      return;
    }
    counters.increment(TcpCounter.ICMP_BELIEVED);
    if (error.error() == NetError.MESSAGE_SIZE) {
      onTooBig(c, error, nowNs);
    } else if (c.state == TcpState.SYN_SENT || c.state == TcpState.SYN_RECEIVED) {
      // As Linux: while shaking hands, any report ends the attempt.
      lifecycle.fail(c, error.error());
    } else {
      // RFC 5927 5.2: an established connection survives all of them, and remembers.
      onSoftError(c, error, nowNs);
    }
  }

  private void onSoftError(TcpConnection c, IcmpError error, long nowNs) {
    if (c.socket != null) {
      c.socket.softError(error.error());
    }
    boolean noWay =
        error.error() == NetError.NETWORK_UNREACHABLE || error.error() == NetError.HOST_UNREACHABLE;
    if (noWay && !error.local() && error.sequenceNumber() == c.snd.una) {
      retransmission.onUnreachable(c, nowNs);
    }
  }

  /** The SYN-ACK was reported undeliverable: as Linux, it depends on why. */
  private void onHandshakeError(SynRequest request, IcmpError error) {
    if (!error.local() && error.sequenceNumber() != request.iss) {
      counters.increment(TcpCounter.ICMP_IGNORED);
      return;
    }
    counters.increment(TcpCounter.ICMP_BELIEVED);
    if (endsHandshake(error.error())) {
      synQueue.remove(request);
    }
  }

  /** As Linux: there is no way to the peer. A peer that refuses would have sent a reset. */
  private static boolean endsHandshake(NetError error) {
    return switch (error) {
      case NETWORK_UNREACHABLE, HOST_UNREACHABLE, PROTOCOL_ERROR -> true;
      default -> false;
    };
  }

  /** RFC 5927 4.1: the report is about something that is in flight. */
  private static boolean isCredible(TcpConnection c, IcmpError error) {
    int seq = error.sequenceNumber();
    return error.local() || geq(seq, c.snd.una) && lt(seq, c.snd.nxt);
  }

  /** RFC 1191 6.4: smaller segments from now on, and those that were too big once more. */
  private void onTooBig(TcpConnection c, IcmpError error, long nowNs) {
    if (pathMtu.onReport(c, error, nowNs)) {
      lossPhase.onSegmentsTooBig(c);
      if (c.sendQueue != null) {
        flushList.add(c);
      }
    }
  }
}
