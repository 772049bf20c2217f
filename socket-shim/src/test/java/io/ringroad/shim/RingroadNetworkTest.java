package io.ringroad.shim;

import static io.ringroad.shim.Errno.EACCES;
import static io.ringroad.shim.Errno.EAGAIN;
import static io.ringroad.shim.Errno.EHOSTUNREACH;
import static io.ringroad.shim.Errno.EINVAL;
import static io.ringroad.shim.Errno.ENETUNREACH;
import static io.ringroad.shim.abi.AddressFamily.AF_INET;
import static io.ringroad.shim.abi.SocketOption.SOL_SOCKET;
import static io.ringroad.shim.abi.SocketOption.SO_BINDTODEVICE;
import static io.ringroad.shim.abi.SocketType.SOCK_DGRAM;
import static io.ringroad.shim.abi.SocketType.SOCK_NONBLOCK;
import static io.ringroad.shim.abi.SocketType.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.fastpath.lane.SimLane;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.SimNet;
import io.ringroad.pmd.sim.SimNic;
import io.ringroad.shim.abi.SockaddrIn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * An engine with two devices, and a peer on each of its links, in virtual time: addresses and
 * routes that come and go.
 */
class RingroadNetworkTest {
  private static final int PORT = 7_000;
  private static final long SECOND = 1_000_000_000L;

  private final Arena arena = Arena.ofConfined();
  private final NativeFramePool pool = new NativeFramePool(4_096);
  private final SimNet net = new SimNet(7);
  private final SimNic left = net.nic("left", pool);
  private final SimNic right = net.nic("right", pool);
  private final SimNic leftPeer = net.nic("left-peer", pool);
  private final SimNic rightPeer = net.nic("right-peer", pool);
  private final Ringroad host = host();
  private final Ringroad onLeft = peer(leftPeer, "10.1.0.2/24", "10.1.0.1");
  private final Ringroad onRight = peer(rightPeer, "10.2.0.2/24", "10.2.0.1");
  private final RingroadNetwork network = host.network();
  private final MemorySegment bytes = arena.allocate(64);
  private final MemorySegment from = arena.allocate(SockaddrIn.SIZE);
  private final MemorySegment fromLength = arena.allocate(4);

  RingroadNetworkTest() {
    net.link(left, leftPeer);
    net.link(right, rightPeer);
    for (Ringroad each : List.of(host, onLeft, onRight)) {
      net.attach(new SimLane(each.lane(0)));
    }
    net.runFor(SECOND);
  }

  private RingroadConfigBuilder config() {
    return RingroadConfig.builder().pool(pool).clock(net.clock()).drivenByCaller().descriptors(16);
  }

  private Ringroad host() {
    return Ringroad.launch(
        config().nic(left, "10.1.0.1/24").nic(right, "10.2.0.1/24").seed(1, 1).build());
  }

  private Ringroad peer(SimNic nic, String address, String gateway) {
    return Ringroad.launch(
        config().nic(nic, address).gateway(gateway).seed(2, nic.macAddress()).build());
  }

  @AfterEach
  void everyFrameComesBack() {
    List.of(host, onLeft, onRight).forEach(Ringroad::close);
    List.of(left, right, leftPeer, rightPeer).forEach(SimNic::close);
    assertEquals(0, pool.inUse());
    pool.close();
    arena.close();
  }

  private MemorySegment name(String address) {
    return SockaddrIn.allocate(arena, address, PORT);
  }

  private int datagram(Ringroad engine, String address) {
    int fd = engine.sockets().socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assertEquals(0, engine.sockets().bind(fd, name(address), SockaddrIn.SIZE));
    return fd;
  }

  private long send(Ringroad engine, int fd, String to) {
    long result = engine.sockets().sendto(fd, bytes, 8, 0, name(to), SockaddrIn.SIZE);
    net.runFor(SECOND);
    return result;
  }

  /** Receives a datagram; returns who sent it, or the error's name. */
  private String receive(Ringroad engine, int fd) {
    fromLength.set(JAVA_INT, 0, (int) SockaddrIn.SIZE);
    long result = engine.sockets().recvfrom(fd, bytes, 64, 0, from, fromLength);
    return result < 0 ? Errno.name((int) result) : IpAddresses.formatIpv4(SockaddrIn.address(from));
  }

  @Test
  void anAddressThatComesWhileTheEngineRunsIsHeardAndAnswers() {
    int peer = datagram(onLeft, "0.0.0.0");
    int any = datagram(host, "0.0.0.0");
    network.addAddress("left", "10.1.0.7/24");
    assertEquals(8, send(onLeft, peer, "10.1.0.7"));
    assertEquals("10.1.0.2", receive(host, any));
    assertEquals(8, send(host, any, "10.1.0.2"));
    assertEquals("10.1.0.1", receive(onLeft, peer), "the first of a network is sent from");
    network.removeAddress("left", "10.1.0.1/24");
    send(host, any, "10.1.0.2");
    assertEquals("10.1.0.7", receive(onLeft, peer), "the next takes its place");
    network.removeAddress("left", "10.1.0.7/24");
    assertEquals(-ENETUNREACH, send(host, any, "10.1.0.2"));
    assertEquals(8, send(onLeft, peer, "10.1.0.7"));
    assertEquals("EAGAIN", receive(host, any));
  }

  @Test
  void aSocketOfAnAddressThatWentReachesNobody() {
    network.addAddress("left", "10.1.0.7/24");
    int bound = datagram(host, "10.1.0.7");
    network.removeAddress("left", "10.1.0.7/24");
    assertEquals(-ENETUNREACH, send(host, bound, "10.1.0.2"));
  }

  @Test
  void aConnectionGoesOnWhenItsAddressComesBack() {
    network.addAddress("left", "10.1.0.7/24");
    SocketCalls calls = host.sockets();
    int listener = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assertEquals(0, calls.bind(listener, name("10.1.0.7"), SockaddrIn.SIZE));
    assertEquals(0, calls.listen(listener, 4));
    SocketCalls peer = onLeft.sockets();
    int client = peer.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    peer.connect(client, name("10.1.0.7"), SockaddrIn.SIZE);
    net.runFor(SECOND);
    int server = calls.accept4(listener, MemorySegment.NULL, MemorySegment.NULL, SOCK_NONBLOCK);
    assertTrue(server >= 0, Errno.name(server));
    network.removeAddress("left", "10.1.0.7/24");
    assertEquals(8, calls.send(server, bytes, 8, 0), "as on Linux nobody is told");
    assertEquals(8, peer.send(client, bytes, 8, 0));
    net.runFor(3 * SECOND);
    assertEquals(-EAGAIN, peer.recv(client, bytes, 64, 0));
    assertEquals(-EAGAIN, calls.recv(server, bytes, 64, 0));
    network.addAddress("left", "10.1.0.7/24");
    net.runFor(20 * SECOND);
    assertEquals(8, peer.recv(client, bytes, 64, 0));
    assertEquals(8, calls.recv(server, bytes, 64, 0));
  }

  @Test
  void bothDevicesAreReachedAndEitherAddressAnswersOnEither() {
    int leftFd = datagram(onLeft, "0.0.0.0");
    int rightFd = datagram(onRight, "0.0.0.0");
    int any = datagram(host, "0.0.0.0");
    send(host, any, "10.1.0.2");
    send(host, any, "10.2.0.2");
    assertEquals("10.1.0.1", receive(onLeft, leftFd));
    assertEquals("10.2.0.1", receive(onRight, rightFd));
    send(onLeft, leftFd, "10.2.0.1"); // RFC 1122 3.3.4.2: the weak model
    assertEquals("10.1.0.2", receive(host, any));
  }

  @Test
  void aSocketBoundToADeviceLeavesByIt() {
    int any = datagram(host, "0.0.0.0");
    MemorySegment device = arena.allocateFrom("right");
    assertEquals(0, host.sockets().setsockopt(any, SOL_SOCKET, SO_BINDTODEVICE, device, 5));
    int rightFd = datagram(onRight, "0.0.0.0");
    onRight.network().addAddress("right-peer", "10.9.0.9/24");
    send(host, any, "10.9.0.9"); // by no route: its link is taken to reach all
    assertEquals("10.2.0.1", receive(onRight, rightFd));
  }

  @Test
  void theRouteOfTheSmallestMetricIsTakenWhileItIsThere() {
    onLeft.network().addAddress("left-peer", "10.9.0.9/32");
    onRight.network().addAddress("right-peer", "10.9.0.9/32");
    int leftFd = datagram(onLeft, "0.0.0.0");
    int rightFd = datagram(onRight, "0.0.0.0");
    int any = datagram(host, "0.0.0.0");
    network.addRoute("10.9.0.0/16 via 10.1.0.2 metric 10");
    network.addRoute("10.9.0.0/16 via 10.2.0.2 metric 20");
    send(host, any, "10.9.0.9");
    assertEquals("10.1.0.1", receive(onLeft, leftFd));
    network.removeRoute("10.9.0.0/16 via 10.1.0.2 metric 10");
    send(host, any, "10.9.0.9");
    assertEquals("10.2.0.1", receive(onRight, rightFd));
    network.removeAddress("right", "10.2.0.1/24"); // and all routes of the device
    assertEquals(-ENETUNREACH, send(host, any, "10.9.0.9"));
  }

  @Test
  void routesThatSendNothingSayWhyAsLinux() {
    int any = datagram(host, "0.0.0.0");
    network.addRoutes(
        List.of("blackhole 10.20.0.0/16", "unreachable 10.21.0.0/16", "prohibit 10.22.0.0/16"));
    assertEquals(-EINVAL, send(host, any, "10.20.0.1"));
    assertEquals(-EHOSTUNREACH, send(host, any, "10.21.0.1"));
    assertEquals(-EACCES, send(host, any, "10.22.0.1"));
    assertEquals(-ENETUNREACH, send(host, any, "10.23.0.1"));
    SocketCalls calls = host.sockets();
    List<Integer> answers = new ArrayList<>();
    for (String to : List.of("10.20.0.1", "10.21.0.1", "10.22.0.1", "10.23.0.1")) {
      int fd = calls.socket(AF_INET, SOCK_STREAM, 0);
      answers.add(calls.connect(fd, name(to), SockaddrIn.SIZE));
      calls.close(fd);
    }
    assertEquals(List.of(-EINVAL, -EHOSTUNREACH, -EACCES, -ENETUNREACH), answers);
  }

  @Test
  void withoutADeviceSocketsOfTheEngineSpeakToEachOther() {
    Ringroad alone = Ringroad.launch(config().seed(3, 3).build());
    net.attach(new SimLane(alone.lane(0)));
    int one = datagram(alone, "127.0.0.1");
    int other = datagram(alone, "127.0.0.2");
    assertEquals(8, send(alone, one, "127.0.0.2"));
    assertEquals("127.0.0.1", receive(alone, other));
    assertEquals(-ENETUNREACH, send(alone, one, "10.1.0.2"));
    alone.close();
  }

  @Test
  void mistakesAreToldInASentence() {
    for (Runnable mistake :
        List.<Runnable>of(
            () -> network.addAddress("middle", "10.1.0.9/24"),
            () -> network.addAddress("left", "10.2.0.1/24"),
            () -> network.addAddress("left", "224.0.0.1/4"),
            () -> network.addAddress("left", "10.1.0.9"),
            () -> network.removeAddress("right", "10.1.0.1/24"),
            () -> network.addRoute("10.9.0.0/16 via 10.77.0.1"),
            () -> network.addRoute("10.9.0.0/16 via 10.1.0.2 dev right"),
            () -> network.addRoute("10.9.0.0/16 via"),
            () -> network.removeRoute("10.9.0.0/16 via 10.1.0.2"),
            () -> network.mtu("left", 60_000))) {
      String message = assertThrows(IllegalArgumentException.class, mistake::run).getMessage();
      assertTrue(message.endsWith("."), message);
    }
    assertEquals(2, network.routes().size());
    assertEquals("[10.1.0.1/24]", network.devices().getFirst().addresses().toString());
  }
}
