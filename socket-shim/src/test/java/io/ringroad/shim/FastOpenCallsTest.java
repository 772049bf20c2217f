package io.ringroad.shim;

import static io.ringroad.shim.Errno.EINPROGRESS;
import static io.ringroad.shim.Errno.EISCONN;
import static io.ringroad.shim.Errno.EOPNOTSUPP;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.IpProtocol.IPPROTO_TCP;
import static io.ringroad.shim.abi.MessageFlag.MSG_FASTOPEN;
import static io.ringroad.shim.abi.PollEvent.POLLOUT;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN;
import static io.ringroad.shim.abi.TcpSocketOption.TCP_FASTOPEN_CONNECT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.SimLane;
import io.ringroad.fastpath.tcp.config.HandshakeConfig;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.LinkProfile;
import io.ringroad.pmd.sim.SimNet;
import io.ringroad.pmd.sim.SimNic;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TCP Fast Open through the calls: two engines on a link of 10 ms each way, in virtual time. */
class FastOpenCallsTest {
  private static final long MS = 1_000_000;
  private static final int PORT = 7_000;
  private static final TcpConfig TCP =
      TcpConfig.DEFAULTS.with(HandshakeConfig.DEFAULTS.withFastOpen(3));

  private final Arena arena = Arena.ofConfined();
  private final NativeFramePool pool = new NativeFramePool(4_096);
  private final SimNet net = new SimNet(7);
  private final SimNic serverNic = net.nic("server0", pool);
  private final SimNic clientNic = net.nic("client0", pool);
  private final Ringroad server = engine(serverNic, "10.1.0.1/24");
  private final Ringroad client = engine(clientNic, "10.1.0.2/24");
  private final int listener;

  private Ringroad engine(SimNic nic, String address) {
    return Ringroad.launch(
        RingroadConfig.builder()
            .nic(nic, address)
            .pool(pool)
            .clock(net.clock())
            .drivenByCaller()
            .tcp(TCP)
            .seed(1, nic.macAddress())
            .build());
  }

  FastOpenCallsTest() {
    net.link(serverNic, clientNic).profile(LinkProfile.DEFAULT.withDelayNs(10 * MS));
    net.attach(new SimLane(server.lane(0)));
    net.attach(new SimLane(client.lane(0)));
    SocketCalls calls = server.sockets();
    listener = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assertEquals(0, calls.bind(listener, name("0.0.0.0"), SockaddrIn.SIZE));
    assertEquals(0, set(calls, listener, TCP_FASTOPEN, 16));
    assertEquals(0, calls.listen(listener, 4));
  }

  @AfterEach
  void everyFrameComesBack() {
    client.close();
    server.close();
    serverNic.close();
    clientNic.close();
    assertEquals(0, pool.inUse());
    pool.close();
    arena.close();
  }

  private MemorySegment name(String address) {
    return SockaddrIn.allocate(arena, address, PORT);
  }

  private int set(SocketCalls calls, int fd, int option, int value) {
    MemorySegment memory = arena.allocate(JAVA_INT);
    memory.set(JAVA_INT, 0, value);
    return calls.setsockopt(fd, IPPROTO_TCP, option, memory, 4);
  }

  private int socket() {
    return client.sockets().socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  }

  private long sendFast(int fd, int length) {
    MemorySegment data = arena.allocate(length);
    return client
        .sockets()
        .sendto(fd, data, length, MSG_FASTOPEN, name("10.1.0.1"), SockaddrIn.SIZE);
  }

  private void learnCookie() {
    int fd = socket();
    assertEquals(-EINPROGRESS, sendFast(fd, 100), "no cookie yet: nothing is sent");
    net.runFor(60 * MS);
    assertEquals(100, sendFast(fd, 100), "now there is a connection");
    assertEquals(-EISCONN, sendFast(fd, 100));
    assertEquals(0, client.sockets().close(fd));
    int accepted = server.sockets().accept(listener, null, null);
    assertTrue(accepted >= 0);
    assertEquals(0, server.sockets().close(accepted));
    net.runFor(60 * MS);
  }

  private long receive(int accepted) {
    return server.sockets().read(accepted, arena.allocate(4_096), 4_096);
  }

  @Test
  void sendtoWithACookieArrivesAfterHalfARoundTrip() {
    learnCookie();
    int fd = socket();
    assertEquals(100, sendFast(fd, 100));
    net.runFor(12 * MS); // one way
    int accepted = server.sockets().accept(listener, null, null);
    assertTrue(accepted >= 0, () -> Errno.name(accepted));
    assertEquals(100, receive(accepted));
    assertEquals(50, server.sockets().write(accepted, arena.allocate(50), 50));
    net.runFor(12 * MS); // and back: the answer to the data in the SYN
    assertEquals(50, client.sockets().read(fd, arena.allocate(100), 100));
  }

  @Test
  void aLargeSendtoTakesWhatTheSynHolds() {
    learnCookie();
    assertEquals(1_420, sendFast(socket(), 4_000));
  }

  @Test
  void connectWaitsForTheFirstWrite() {
    learnCookie();
    SocketCalls calls = client.sockets();
    int fd = socket();
    assertEquals(0, set(calls, fd, TCP_FASTOPEN_CONNECT, 1));
    assertEquals(0, calls.connect(fd, name("10.1.0.1"), SockaddrIn.SIZE));
    assertEquals(-EISCONN, calls.connect(fd, name("10.1.0.1"), SockaddrIn.SIZE));
    MemorySegment pollfd = arena.allocate(8);
    pollfd.set(JAVA_INT, 0, fd);
    pollfd.set(JAVA_SHORT, 4, (short) POLLOUT);
    assertEquals(1, calls.poll(pollfd, 1, 0), "the first data may be written");
    assertEquals(100, calls.write(fd, arena.allocate(100), 100));
    net.runFor(12 * MS);
    int accepted = server.sockets().accept(listener, null, null);
    assertEquals(100, receive(accepted));
  }

  @Test
  void withoutACookieConnectGoesOutAtOnce() {
    SocketCalls calls = client.sockets();
    int fd = socket();
    assertEquals(0, set(calls, fd, TCP_FASTOPEN_CONNECT, 1));
    assertEquals(-EINPROGRESS, calls.connect(fd, name("10.1.0.1"), SockaddrIn.SIZE));
  }

  @Test
  void nobodyDisconnectsByFastOpen() {
    MemorySegment nowhere = arena.allocate(SockaddrIn.SIZE);
    assertEquals(
        -EOPNOTSUPP,
        client
            .sockets()
            .sendto(socket(), arena.allocate(8), 8, MSG_FASTOPEN, nowhere, SockaddrIn.SIZE));
  }
}
