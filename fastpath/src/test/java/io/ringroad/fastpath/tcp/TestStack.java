package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IpDestination;
import io.ringroad.fastpath.ip.IpOutput;
import io.ringroad.fastpath.ip.IpPacket;
import io.ringroad.fastpath.socket.SocketContext;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpCounter;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.handshake.FastOpenCookies;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.Checksum;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.util.ArrayDeque;

/**
 * A lane's TCP with nothing below it but a queue: what it sends is collected with its checksum in
 * place, what is injected arrives as from IP. Time is the caller's.
 */
public final class TestStack implements IpOutput, AutoCloseable {

  final NativeFramePool pool;
  public final FrameCache cache;
  final TimerWheel wheel;
  final CounterSet<TcpCounter> counters;
  final SocketContext sockets;
  public final Tcp tcp;
  final FastOpenCookies cookies = new FastOpenCookies();
  public final int address;
  int mtu = 1500;
  NetError routeError = NetError.NONE;

  /** The ECN codepoint of the frame that was polled last. */
  public int ecn;

  /** TOS of the packets that arrive. */
  public int arrivingTrafficClass;

  private final CounterMemory memory = CounterMemory.inProcess(128);
  private final ArrayDeque<Long> sent = new ArrayDeque<>();
  private final ArrayDeque<Integer> sentEcn = new ArrayDeque<>();
  private final IpPacket packet = new IpPacket();
  private final Frame frame = new Frame();

  TestStack(String address, TcpConfig config, int frames, long startNs, long seed) {
    this.address = IpAddresses.parseIpv4(address);
    pool = new NativeFramePool(frames);
    cache = new FrameCache(pool, Math.min(64, Math.max(2, frames / 4)));
    wheel = new TimerWheel(startNs);
    counters = new CounterSet<>(TcpCounter.class, memory.manager(), address);
    sockets = new SocketContext(pool, cache, 0);
    sockets.laneThread(Thread.currentThread());
    InitialSequenceNumbers numbers = new InitialSequenceNumbers(seed, ~seed);
    tcp = new Tcp(config, wheel, cache, this, sockets, numbers, cookies, seed + 1, counters);
  }

  // ---- IpOutput ----

  @Override
  public NetError route(IpDestination destination, long nowNs) {
    if (routeError == NetError.NONE
        && IpAddresses.isUnspecified(destination.localHigh(), destination.localLow())) {
      destination.local(0, IpAddresses.mapIpv4(address));
    }
    return routeError;
  }

  @Override
  public NetError send(Frame frame, IpDestination destination, int checksumOffset, long nowNs) {
    assertEquals(address, IpAddresses.toIpv4(destination.localLow()), "source address");
    int length = frame.length();
    long sum =
        Checksum.pseudoHeaderIpv4(
            IpAddresses.toIpv4(destination.localLow()),
            IpAddresses.toIpv4(destination.remoteLow()),
            Tcp.PROTOCOL,
            length);
    int checksum = Checksum.finish(Checksum.add(sum, frame.data(), length));
    NativeMemory.putShortBe(frame.data() + checksumOffset, (short) checksum);
    sent.add(frame.address());
    sentEcn.add(destination.ecn());
    return NetError.NONE;
  }

  @Override
  public int mtu(IpDestination destination) {
    return Math.min(mtu, destination.pathMtu());
  }

  @Override
  public void confirmReachable(IpDestination destination, long nowNs) {}

  // ---- the wire ----

  /** The oldest frame sent and not taken, 0 if there is none; it is still to be freed. */
  public long pollSent() {
    Long next = sent.poll();
    ecn = next == null ? 0 : sentEcn.poll();
    return next == null ? 0 : next;
  }

  public int sentCount() {
    return sent.size();
  }

  /** A frame of this stack arrives, its data the TCP header. */
  public void inject(long address, int sourceAddress, long nowNs) {
    packet.addresses(0, IpAddresses.mapIpv4(sourceAddress), 0, IpAddresses.mapIpv4(this.address));
    packet.header(Tcp.PROTOCOL, arrivingTrafficClass, 64, 20).arrival(1, false, false, false);
    tcp.onPacket(frame.wrap(address), packet, nowNs);
  }

  /** What a lane does after receiving. */
  public void cycle(long nowNs) {
    wheel.advance(nowNs);
    tcp.flush(nowNs);
  }

  // ---- the application ----

  public StreamListener listen(int port, int backlog) {
    StreamSocket socket = new StreamSocket(sockets);
    socket.local(0, IpAddresses.IPV4_ANY_LOW, port);
    StreamListener listener = new StreamListener(socket, 1, backlog, 4096);
    socket.listener(listener);
    tcp.listen(listener);
    return listener;
  }

  public StreamSocket socketTo(int localPort, int remoteAddress, int remotePort) {
    StreamSocket socket = new StreamSocket(sockets);
    socket.local(0, IpAddresses.IPV4_ANY_LOW, localPort);
    socket.remote(0, IpAddresses.mapIpv4(remoteAddress), remotePort);
    return socket;
  }

  /** The application lets go of a socket, as a close of its last descriptor does. */
  public void close(StreamSocket socket, long nowNs) {
    tcp.close(socket, nowNs);
    socket.applicationDone();
  }

  /** The table, for tests that look at every connection. */
  Endpoint[] endpoints() {
    return tcp.endpoints();
  }

  public long count(TcpCounter counter) {
    return counters.get(counter);
  }

  /** Fails if a frame or a counter's memory is still in use. */
  @Override
  public void close() {
    long left;
    while ((left = pollSent()) != 0) {
      cache.free(left);
    }
    cache.drain();
    assertEquals(0, pool.inUse(), "frames in use");
    pool.close();
    counters.close();
    memory.close();
  }
}
