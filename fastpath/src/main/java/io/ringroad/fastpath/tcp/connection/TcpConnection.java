package io.ringroad.fastpath.tcp.connection;

import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.socket.PortBinding;
import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.congestion.CongestionAlgorithm;
import io.ringroad.fastpath.tcp.congestion.CongestionControl;
import io.ringroad.fastpath.tcp.congestion.CongestionWindow;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.queue.Reassembly;
import io.ringroad.fastpath.tcp.queue.Scoreboard;
import io.ringroad.fastpath.tcp.queue.SendQueue;

/**
 * The transmission control block of one connection, RFC 9293 3.3.1: its state and its parts, and no
 * algorithm. The classes of this package work on it, one concern each. Owned by the lane.
 */
public final class TcpConnection extends Endpoint {

  final TcpTimers timers;
  public final IpDestination destination;
  public final SendSequence snd = new SendSequence();
  public final ReceiveSequence rcv = new ReceiveSequence();
  public final Deadlines deadlines = new Deadlines();
  public final DelayedAck ack = new DelayedAck();
  public final ReceiveSpace space = new ReceiveSpace();
  public final ConnectionStatistics statistics = new ConnectionStatistics();
  public final RecoveryState recovery = new RecoveryState();
  public final DeliveryRate rate = new DeliveryRate();
  public final EcnState ecn = new EcnState();
  public final CongestionWindow window = new CongestionWindow();
  public final RttEstimator rtt;

  public TcpState state = TcpState.CLOSED;

  /** What TCP_CONGESTION asked for. */
  public CongestionAlgorithm algorithm;

  private CongestionControl congestion;

  /** The socket's options. */
  public final SocketOptions options;

  /** The application's socket; null for an orphan. */
  public StreamSocket socket;

  /** Not null from when Fast Open made the connection of a SYN until its handshake is done. */
  public EarlyOpens early;

  /** What an active open does about Fast Open; null if nothing, and after the handshake. */
  public FastOpenAttempt fastOpen;

  /** The peer has taken the data of the SYN. RFC 7413. */
  public boolean synDataAcknowledged;

  /** The hold on the local port; null if there is none. */
  public PortBinding binding;

  /** Data to send and data not acknowledged; null while there is neither. */
  public SendQueue sendQueue;

  /** Received data that can't be delivered yet; null while there is none. */
  public Reassembly reassembly;

  /** The TSopt was negotiated. RFC 7323 3.2. */
  public boolean timestamps;

  /** Both sides permit selective acknowledgments. RFC 2018 2. */
  public boolean sack;

  /** The Window Scale option was negotiated. RFC 7323 2.2. */
  public boolean windowScaling;

  /** Added to the millisecond clock in TSval. */
  public int timestampOffset;

  /** This side's FIN stands in the send queue, or was already acknowledged. */
  public boolean finQueued;

  /** CLOSE or SHUTDOWN came before the handshake was done. RFC 9293 3.10.4. */
  public boolean closePending;

  /** The application will not read any more. */
  public boolean receiveShutdown;

  /** The application has closed its socket; what goes on is the RFC's orderly end. */
  public boolean orphan;

  /** An orphan's FIN was acknowledged; {@code Lifecycle} counts those. */
  public boolean finished;

  /** The connection is in the list of those to flush. */
  public boolean dirty;

  TcpConnection nextDirty;

  /** When an unacceptable segment or a challenge was last answered. */
  public long lastChallengeNs = Long.MIN_VALUE / 2;

  /** When the peer was last heard of. */
  public long lastHeardNs;

  TcpConnection(
      Endpoint tuple,
      TcpTimers timers,
      IpDestination destination,
      SocketOptions options,
      CongestionAlgorithm algorithm,
      RttEstimator rtt) {
    super(tuple);
    this.timers = timers;
    this.destination = destination;
    this.options = options;
    this.algorithm = algorithm;
    this.rtt = rtt;
  }

  @Override
  protected void onExpiry(long nowNs) {
    timers.onExpiry(this, nowNs);
  }

  /** The congestion control, made when it is first needed: an idle connection has none. */
  public CongestionControl congestion() {
    if (congestion == null) {
      congestion = algorithm.create(window);
    }
    return congestion;
  }

  public boolean hasCongestionControl() {
    return congestion != null;
  }

  /** Another algorithm goes on from the window that there is. */
  public void algorithm(CongestionAlgorithm chosen) {
    if (chosen != algorithm) {
      algorithm = chosen;
      congestion = null;
    }
  }

  /** Sent, or waiting to be sent. */
  boolean hasSendQueue() {
    return sendQueue != null;
  }

  /**
   * Bytes that are in the network by what is known: sent, neither delivered nor lost. RFC 6675 2:
   * "pipe". Without SACK each duplicate acknowledgment stands for a full segment.
   */
  public int pipeBytes() {
    if (sendQueue == null) {
      return 0;
    }
    Scoreboard board = sendQueue.scoreboard();
    int left = snd.flightBytes() - board.lostBytes() - board.sackedBytes();
    return Math.max(0, left - recovery.duplicateAcks * snd.segmentBytes);
  }

  /** Something is lost and was not sent again. */
  public boolean hasLost() {
    return sendQueue != null && sendQueue.scoreboard().lostCount() > 0;
  }

  /** Data or a FIN may leave before the handshake is done: by Fast Open, or after a CLOSE. */
  public boolean sendsEarly() {
    return early != null || state == TcpState.SYN_RECEIVED && finQueued;
  }

  /** This side's FIN was sent and acknowledged. */
  public boolean finAcknowledged() {
    return finQueued && sendQueue == null;
  }

  /** Received bytes that the application has not read, whoever holds them. */
  public int unreadBytes() {
    int undelivered = rcv.nxt - rcv.delivered - (rcv.finTaken() ? 1 : 0);
    return Math.max(0, undelivered) + (socket == null ? 0 : socket.unreadBytes());
  }
}
