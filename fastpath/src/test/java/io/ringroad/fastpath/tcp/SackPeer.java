package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.tcp.TcpPeer.MS;

import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.config.RecoveryConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpCounter;

/** A scripted peer that permits SACK, and a connection to it over a path of 40 ms. */
public final class SackPeer implements AutoCloseable {

  public static final int MSS = 1460;
  public static final long RTT_NS = 40 * MS;

  public final TcpPeer peer;
  public final StreamSocket socket;
  public final TcpConnection c;
  private int written;

  public SackPeer() {
    this(RecoveryConfig.DEFAULTS, false);
  }

  public SackPeer(RecoveryConfig recovery, boolean timestamps) {
    peer = new TcpPeer(TcpConfig.DEFAULTS.withOptions(false, timestamps).withRecovery(recovery));
    peer.sack = true;
    peer.stamps = timestamps;
    socket = peer.connecting();
    peer.advance(RTT_NS);
    peer.send("SA", 0, 1);
    peer.expect("A", 1, 1);
    c = peer.connection(socket);
  }

  /** The sequence number where full segment {@code index} begins. */
  public static int at(int index) {
    return 1 + index * MSS;
  }

  /** The application writes so many full segments. */
  public void write(int segments) {
    peer.write(socket, written, segments * MSS);
    written += segments * MSS;
  }

  /** The stack sends full segments from one index to before another. */
  public void expectSegments(int from, int to) {
    for (int i = from; i < to; i++) {
      peer.expectData(at(i), 1, MSS);
    }
  }

  /** The peer acknowledges the segments before {@code ack} and reports ranges of segments. */
  public void ack(int ack, int... ranges) {
    int[] edges = new int[ranges.length];
    for (int i = 0; i < ranges.length; i++) {
      edges[i] = at(ranges[i]);
    }
    peer.sendSack(1, at(ack), edges);
  }

  public long count(TcpCounter counter) {
    return peer.stack.count(counter);
  }

  @Override
  public void close() {
    Invariants.check(peer.stack);
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
    peer.close();
  }
}
