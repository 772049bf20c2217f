package io.ringroad.fastpath.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.socket.DatagramKind;
import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.DatagramSocket;
import io.ringroad.fastpath.socket.FrameChain;
import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.wire.IpProtocols;
import java.lang.foreign.MemorySegment;

/** An echo server for datagrams on a lane's own thread. */
final class DatagramEcho implements LaneHandler {
  private static final FrameChain CHAIN = new FrameChain();

  private final SocketOperations lane;
  private final SocketDomain domain;
  private final int port;
  private final DatagramMetadata metadata = new DatagramMetadata();
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[65_536]);
  private DatagramSocket socket;
  private int count;

  DatagramEcho(Lane lane, int port) {
    this(lane, SocketDomain.INET, port);
  }

  DatagramEcho(Lane lane, SocketDomain domain, int port) {
    this.domain = domain;
    this.lane = lane.proxy();
    this.port = port;
    lane.addHandler(this);
  }

  @Override
  public void onStart() {
    socket = lane.openDatagram(domain, DatagramKind.UDP, IpProtocols.UDP);
    assertEquals(NetError.NONE, lane.bind(socket, domain.anyHigh(), domain.anyLow(), port));
  }

  int count() {
    return count;
  }

  void close() {
    lane.close(socket);
    socket = null;
  }

  @Override
  public int onWork(long nowNs) {
    int work = 0;
    long head;
    while (socket != null && (head = socket.head()) != 0) {
      int length = CHAIN.length(head);
      CHAIN.copyOut(head, 0, buffer, 0, length);
      metadata.wrap(head);
      long high = metadata.remoteHigh();
      long low = metadata.remoteLow();
      int remotePort = metadata.remotePort();
      socket.removeHead();
      assertEquals(length, socket.send(buffer, 0, length, high, low, remotePort));
      lane.notifyLane(socket, DatagramSocket.NOTICE_SEND);
      count++;
      work++;
    }
    return work;
  }

  /** Takes the next datagram; returns its length. */
  static int receive(DatagramSocket socket, byte[] target) {
    long head = socket.head();
    int length = CHAIN.length(head);
    CHAIN.copyOut(head, 0, MemorySegment.ofArray(target), 0, target.length);
    socket.removeHead();
    return length;
  }
}
