package io.ringroad.fastpath.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
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
import io.ringroad.fastpath.tcp.endpoint.InitialSequenceNumbers;
import io.ringroad.fastpath.tcp.handshake.FastOpenCookies;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** In the steady state no segment costs an allocation. */
class AllocationTest {

  private static final int ADDRESS = IpAddresses.parseIpv4("10.0.0.1");
  private static final int WARM_UP = 60_000;
  private static final int MEASURED = 60_000;

  /**
   * One clean window is enough: what a segment costs, it costs in each of them. The JIT, which
   * gives up compiled code now and then, makes an object or two of its own.
   */
  private static final int WINDOWS = 3;

  /** Sends everything back to its own stack, as IP does with a host's own addresses. */
  private static final class Mirror implements IpOutput, AutoCloseable {
    private final FrameBurst frames = new FrameBurst(512);
    private final IpPacket packet = new IpPacket();
    private final Frame frame = new Frame();
    private final Frame copy = new Frame();
    private final NativeFramePool pool = new NativeFramePool(2048);
    private final FrameCache cache = new FrameCache(pool, 256);
    private final TimerWheel wheel = new TimerWheel(0);
    private final CounterMemory memory = CounterMemory.inProcess(64);
    private final SocketContext sockets = new SocketContext(pool, cache, 0);
    private final Tcp tcp;

    Mirror() {
      sockets.laneThread(Thread.currentThread());
      packet.addresses(0, IpAddresses.mapIpv4(ADDRESS), 0, IpAddresses.mapIpv4(ADDRESS));
      packet.header(Tcp.PROTOCOL, 0, 64, 20).arrival(0, false, false, true);
      tcp =
          new Tcp(
              TcpConfig.DEFAULTS,
              wheel,
              cache,
              this,
              sockets,
              new InitialSequenceNumbers(1, 2),
              new FastOpenCookies(),
              3,
              new CounterSet<>(TcpCounter.class, memory.manager(), ""));
    }

    @Override
    public NetError route(IpDestination destination, long nowNs) {
      destination.local(0, IpAddresses.mapIpv4(ADDRESS));
      return NetError.NONE;
    }

    @Override
    public NetError send(Frame sent, IpDestination destination, int offset, long nowNs) {
      frames.add(sent.address());
      return NetError.NONE;
    }

    @Override
    public int mtu(IpDestination destination) {
      return 1500;
    }

    @Override
    public void confirmReachable(IpDestination destination, long nowNs) {}

    void cycle(long nowNs) {
      int count = frames.size();
      for (int i = 0; i < count; i++) {
        long address = frames.get(i);
        frame.wrap(address);
        long received = cache.allocate();
        int length = frame.length();
        io.ringroad.ffm.NativeMemory.copy(frame.data(), copy.wrap(received).append(length), length);
        cache.free(address);
        tcp.onPacket(copy, packet, nowNs);
      }
      frames.removeFirst(count);
      wheel.advance(nowNs);
      tcp.flush(nowNs);
    }

    @Override
    public void close() {
      cache.free(frames);
      cache.drain();
      assertEquals(0, pool.inUse());
      pool.close();
      memory.close();
    }
  }

  private long nowNs = 1_000_000;

  @Test
  void roundTripsAndBulkAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Mirror mirror = new Mirror();
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(64 * 1024);
      StreamSocket server = new StreamSocket(mirror.sockets);
      server.local(0, IpAddresses.IPV4_ANY_LOW, 80);
      StreamListener listener = new StreamListener(server, 1, 8, 16);
      mirror.tcp.listen(listener);
      StreamSocket client = new StreamSocket(mirror.sockets);
      client.local(0, IpAddresses.mapIpv4(ADDRESS), 4242);
      client.remote(0, IpAddresses.mapIpv4(ADDRESS), 80);
      assertEquals(NetError.NONE, mirror.tcp.connect(client, nowNs));
      for (int i = 0; i < 10; i++) {
        step(mirror);
      }
      StreamSocket accepted = listener.poll();

      long moved = exchange(mirror, client, accepted, buffer, WARM_UP);
      assertTrue(moved > WARM_UP, "bytes moved: " + moved);
      long allocated = Long.MAX_VALUE;
      for (int window = 0; window < WINDOWS && allocated > 0; window++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        exchange(mirror, client, accepted, buffer, MEASURED);
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertEquals(0, allocated, "bytes allocated in " + MEASURED + " cycles");

      mirror.tcp.abort(client, nowNs);
      client.applicationDone();
      step(mirror);
      accepted.applicationDone();
      mirror.tcp.stopListening(listener);
    }
  }

  private void step(Mirror mirror) {
    nowNs += 20_000;
    mirror.cycle(nowNs);
  }

  /** A few large writes one way, small answers the other way, in turns. */
  private long exchange(
      Mirror mirror, StreamSocket client, StreamSocket server, MemorySegment buffer, int cycles) {
    long moved = 0;
    for (int i = 0; i < cycles; i++) {
      int length = i % 8 == 0 ? 20_000 : 64;
      if (client.write(buffer, 0, length, 0) > 0) {
        mirror.tcp.onApplicationSent(client, nowNs);
      }
      step(mirror);
      int got = server.read(buffer, 0, 64 * 1024);
      if (got > 0) {
        moved += got;
        mirror.tcp.onApplicationRead(server, nowNs);
        if (server.write(buffer, 0, 64, 0) > 0) {
          mirror.tcp.onApplicationSent(server, nowNs);
        }
      }
      step(mirror);
      if (client.read(buffer, 0, 64 * 1024) > 0) {
        mirror.tcp.onApplicationRead(client, nowNs);
      }
    }
    return moved;
  }
}
