package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.handshake.EcnNegotiation;
import io.ringroad.fastpath.tcp.handshake.PeerSyn;
import io.ringroad.fastpath.tcp.segment.ReceiveWindow;
import io.ringroad.fastpath.wire.TcpOptions;

/** Makes requests: settles what a SYN is answered, as far as it does not depend on why. */
final class SynRequestFactory {

  private final SynAckOutput output;
  private final InitialSequenceNumbers numbers;
  private final EcnNegotiation ecn;
  private final TcpConfig config;

  SynRequestFactory(
      SynAckOutput output, InitialSequenceNumbers numbers, EcnNegotiation ecn, TcpConfig config) {
    this.output = output;
    this.numbers = numbers;
    this.ecn = ecn;
    this.config = config;
  }

  /**
   * A request that is in no queue, of a peer that {@link SynAckOutput#canReach} has just been asked
   * of.
   *
   * @param sentNs when the SYN-ACK is sent, or {@code Handshake.NOT_MEASURED}
   */
  SynRequest create(Endpoint tuple, TcpListener listener, PeerSyn syn, int iss, long sentNs) {
    SocketOptions options = listener.options();
    restrict(syn);
    syn.ecnSetup = ecn.grants(options, syn);
    int buffer = options.getOr(SocketOption.RECEIVE_BUFFER, config.memory().receiveDefaultBytes());
    int segment =
        output.advertisedMss(options) - (syn.timestamps ? TcpOptions.TIMESTAMPS_BYTES : 0);
    return new SynRequest(
        tuple,
        listener,
        syn,
        iss,
        numbers.timestampOffset(tuple),
        ReceiveWindow.initial(options, buffer, segment),
        syn.windowScale < 0 ? 0 : ReceiveWindow.shiftFor(options, buffer, config.memory()),
        syn.ecnSetup && ecn.isExact(options),
        sentNs);
  }

  /** What this side does not do, the peer's SYN need not have offered. */
  private void restrict(PeerSyn syn) {
    syn.timestamps &= config.timestamps();
    syn.sackPermitted &= config.recovery().selectiveAcks();
    if (!config.windowScaling()) {
      syn.windowScale = -1;
    }
  }
}
