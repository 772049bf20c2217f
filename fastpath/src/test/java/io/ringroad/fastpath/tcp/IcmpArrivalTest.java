package io.ringroad.fastpath.tcp;

import static io.ringroad.fastpath.tcp.TcpPeer.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.connection.TcpState;
import io.ringroad.fastpath.wire.IpAddresses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 5927, RFC 1191, RFC 9293 3.9.2.2. */
class IcmpArrivalTest {

  private final TcpPeer peer = new TcpPeer();

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, peer.stack.tcp.connectionCount());
    peer.close();
  }

  private void report(NetError error, int mtu, int sequence) {
    IcmpError report =
        new IcmpError()
            .cause(error, true, false, 3, 1, mtu)
            .addresses(
                Tcp.PROTOCOL,
                0,
                IpAddresses.mapIpv4(peer.stack.address),
                0,
                IpAddresses.mapIpv4(TcpPeer.PEER_ADDRESS))
            .transport(TcpPeer.LOCAL_PORT, TcpPeer.PEER_PORT, peer.iss + sequence);
    peer.stack.tcp.onError(report, peer.nowNs);
    peer.stack.cycle(peer.nowNs);
  }

  @Test
  void anAttemptEndsWithTheReport() {
    StreamSocket socket = peer.connecting();
    report(NetError.HOST_UNREACHABLE, 0, 5); // not what is in flight
    assertEquals(TcpState.SYN_SENT, peer.stack.tcp.state(socket));
    assertEquals(1, peer.stack.count(TcpCounter.ICMP_IGNORED));
    report(NetError.HOST_UNREACHABLE, 0, 0);
    assertEquals(NetError.HOST_UNREACHABLE, socket.takeError());
    peer.close(socket);
  }

  @Test
  void anEstablishedConnectionOnlyRemembers() {
    StreamSocket socket = peer.connect();
    peer.write(socket, 0, 10);
    peer.expectData(1, 1, 10);
    report(NetError.HOST_UNREACHABLE, 0, 1);
    assertEquals(TcpState.ESTABLISHED, peer.stack.tcp.state(socket));
    assertEquals(NetError.HOST_UNREACHABLE, socket.takeError());
    assertEquals(NetError.NONE, socket.takeError());
    report(NetError.NETWORK_UNREACHABLE, 0, 1);
    peer.advance(1_100 * SECOND);
    assertEquals(NetError.NETWORK_UNREACHABLE, socket.takeError());
    peer.close(socket);
  }

  @Test
  void aSmallerPathMakesSmallerSegments() {
    StreamSocket socket = peer.connect();
    peer.write(socket, 0, 2920);
    peer.expectData(1, 1, 1460);
    peer.expectData(1461, 1, 1460);
    report(NetError.MESSAGE_SIZE, 1000, 90_000); // forged
    peer.expectNothing();
    report(NetError.MESSAGE_SIZE, 1000, 1);
    peer.expectData(1, 1, 960);
    peer.expectData(961, 1, 500);
    peer.expectData(1461, 1, 960);
    peer.expectData(2421, 1, 500);
    assertEquals(960, socket.segmentBytes());
    report(NetError.MESSAGE_SIZE, 68, 1);
    assertEquals(552 - 40, socket.segmentBytes()); // Linux's min_pmtu
    peer.stack.tcp.abort(socket, peer.nowNs);
    socket.applicationDone();
  }
}
