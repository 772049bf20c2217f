package io.ringroad.fastpath.tcp.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.tcp.Tcp;
import io.ringroad.fastpath.tcp.TcpPeer;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.handshake.FourTuple;
import io.ringroad.fastpath.tcp.handshake.PeerSyn;
import io.ringroad.fastpath.tcp.lifetime.TimeWait;
import io.ringroad.fastpath.wire.IpAddresses;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** What a connection costs that is not one yet, or not any more: heap bytes of each entry. */
class HandshakeMemoryTest {

  private static final int ENTRIES = 10_000;

  /** Linux's tcp_request_sock is 304 bytes, and its tcp_timewait_sock 256. */
  private static final int MOST_BYTES_OF_A_REQUEST = 160;

  private static final int MOST_BYTES_OF_A_TIME_WAIT = 144;

  private final Endpoint[] made = new Endpoint[ENTRIES];

  private interface Maker {
    Endpoint make(int number);
  }

  /** Heap bytes that one entry takes; the tuple it is made of is not counted twice. */
  private long bytesEach(Maker maker) {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    maker.make(0);
    long before = memory.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ENTRIES; i++) {
      made[i] = maker.make(i);
    }
    long bytes = (memory.getCurrentThreadAllocatedBytes() - before) / ENTRIES;
    assertEquals(ENTRIES, made.length);
    return bytes;
  }

  @Test
  void aHandshakeInTheSynQueue() {
    try (TcpPeer peer = new TcpPeer()) {
      StreamListener listener = peer.listen();
      TcpListener owner = new TcpListener(listener, null);
      PeerSyn syn = new PeerSyn();
      FourTuple tuple = tuple();
      long bytes =
          bytesEach(i -> new SynRequest(tuple, owner, syn, i, 0, 65_535, 7, false, peer.nowNs));
      assertTrue(bytes <= MOST_BYTES_OF_A_REQUEST, bytes + " bytes");
      peer.stack.tcp.stopListening(listener);
    }
  }

  @Test
  void aConnectionInTimeWait() {
    try (TcpPeer peer = new TcpPeer()) {
      TcpConnection c = peer.connection(peer.connect());
      long bytes = bytesEach(i -> new TimeWait(c, null));
      assertTrue(bytes <= MOST_BYTES_OF_A_TIME_WAIT, bytes + " bytes");
      peer.stack.tcp.abortAll(Assertions::fail, peer.nowNs);
    }
  }

  private static FourTuple tuple() {
    io.ringroad.fastpath.ip.IpDestination destination =
        new io.ringroad.fastpath.ip.IpDestination(Tcp.PROTOCOL)
            .local(0, IpAddresses.mapIpv4(1))
            .remote(0, IpAddresses.mapIpv4(2));
    return new FourTuple(destination, 80, 1_024);
  }
}
