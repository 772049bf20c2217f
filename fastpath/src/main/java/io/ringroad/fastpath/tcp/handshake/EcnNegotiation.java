package io.ringroad.fastpath.tcp.handshake;

import static io.ringroad.fastpath.wire.TcpHeader.CWR;
import static io.ringroad.fastpath.wire.TcpHeader.ECE;

import io.ringroad.fastpath.socket.SocketOption;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.tcp.config.EcnMode;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpState;

/**
 * How a handshake agrees on explicit congestion notification: RFC 3168 6.1.1, and DCTCP's way of
 * it, RFC 8257. Owned by the lane.
 */
public final class EcnNegotiation {

  private final TcpConfig config;

  public EcnNegotiation(TcpConfig config) {
    this.config = config;
  }

  /** This side is about to send its SYN, and asks if it is to. */
  void prepareActive(TcpConnection c) {
    if (c.algorithm.needsEcn() || config.congestion().ecn() == EcnMode.REQUEST) {
      c.ecn.requested = true;
      c.ecn.exact = c.algorithm.needsEcn();
    }
  }

  /** RFC 3168 6.1.1.1: a SYN that was lost may have been dropped for its ECN bits. */
  void onSynRepeated(TcpConnection c) {
    if (c.state == TcpState.SYN_SENT) {
      decline(c);
    }
  }

  private static void decline(TcpConnection c) {
    c.ecn.requested = false;
    c.ecn.exact = false;
  }

  /** The control bits that a SYN or SYN-ACK adds. */
  static int synBits(TcpConnection c) {
    if (c.state == TcpState.SYN_SENT) {
      return c.ecn.requested ? ECE | CWR : 0; // RFC 3168 6.1.1: an ECN-setup SYN
    }
    return c.ecn.negotiated ? ECE : 0; // an ECN-setup SYN-ACK
  }

  /** Takes the peer's SYN or SYN-ACK, what it asks for judged already. RFC 3168 6.1.1. */
  void takeSyn(TcpConnection c, PeerSyn syn) {
    if (!syn.ecnSetup) {
      decline(c);
    } else if (c.state != TcpState.SYN_SENT || c.ecn.requested) {
      c.ecn.negotiated = true;
      c.ecn.exact = c.algorithm.needsEcn();
    }
  }

  /** Whether a listener agrees with what a SYN asks for. */
  public boolean grants(SocketOptions options, PeerSyn syn) {
    // RFC 3168 6.1.1: a SYN must not have ECT, unless it is DCTCP's.
    boolean plain = config.congestion().ecn() != EcnMode.OFF && !syn.ecnCapable;
    return syn.ecnSetup && (plain || isExact(options));
  }

  /** Whether connections of a listener live on marks. */
  public boolean isExact(SocketOptions options) {
    int chosen = options.getInt(SocketOption.CONGESTION);
    return CongestionAlgorithm.ofOption(chosen, config.congestion().algorithm()).needsEcn();
  }
}
