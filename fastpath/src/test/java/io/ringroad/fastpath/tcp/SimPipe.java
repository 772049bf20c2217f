package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.NetError;
import io.ringroad.fastpath.ip.IcmpError;
import io.ringroad.fastpath.tcp.config.TcpConfig;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.fastpath.wire.TcpHeader;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;

/**
 * Two stacks and a wire between them that loses, reorders, duplicates, corrupts and delays, by a
 * seed and in virtual time. A sent frame stays with the wire, as with a device, until it is
 * delivered.
 */
final class SimPipe implements AutoCloseable {

  static final long TICK_NS = 1L << 17;
  private static final int CONGESTION = 3;
  private static final int LEAST_MTU = 600;
  private static final NetError[] LIES = {
    NetError.MESSAGE_SIZE, NetError.HOST_UNREACHABLE, NetError.NETWORK_UNREACHABLE
  };

  private record Flight(
      long dueNs, byte[] bytes, long frame, int ecn, TestStack from, TestStack to) {}

  final TestStack a;
  final TestStack b;
  final Random random;
  long nowNs = 1_000_000_000L;
  double loss;
  double reorder;
  double duplicate;
  double corrupt;

  /** How often a segment that may be marked finds congestion (RFC 3168). */
  double mark;

  /** Longer segments vanish, and nobody is told; 0 for none. */
  int blackHoleBytes;

  /** How often a lie about a segment on its way comes back in its place (RFC 5927). */
  double lies;

  long delayNs = 2_000_000;
  boolean checksEachEvent = true;

  /** Frames that found no frame to arrive in. */
  int dropped;

  private final ArrayDeque<Flight> flights = new ArrayDeque<>();
  private final Frame frame = new Frame();

  SimPipe(long seed, TcpConfig config, int frames) {
    this(new Random(seed), config, config, frames);
  }

  /** Two stacks with settings of their own. */
  SimPipe(Random random, TcpConfig configOfA, TcpConfig configOfB, int frames) {
    this.random = random;
    a = new TestStack("10.0.0.1", configOfA, frames, nowNs, random.nextLong());
    b = new TestStack("10.0.0.2", configOfB, frames, nowNs, random.nextLong());
  }

  /**
   * Lets the time pass in which nothing happens: up to the tick before the next arrival or timer,
   * or {@code limitNs}.
   */
  void skip(long limitNs) {
    if (a.sentCount() + b.sentCount() > 0 || a.tcp.hasWork() || b.tcp.hasWork()) {
      return;
    }
    long next = Math.min(limitNs, Math.min(a.wheel.nextDeadlineNs(), b.wheel.nextDeadlineNs()));
    for (Flight flight : flights) {
      next = Math.min(next, flight.dueNs);
    }
    nowNs = Math.max(nowNs, next - TICK_NS);
  }

  /** One tick of time: what is due arrives, then both stacks end their cycle. */
  void step() {
    nowNs += TICK_NS;
    for (int i = flights.size(); i > 0; i--) {
      Flight flight = flights.poll();
      if (flight.dueNs <= nowNs) {
        arrive(flight);
      } else {
        flights.add(flight);
      }
    }
    a.cycle(nowNs);
    b.cycle(nowNs);
    collect(a, b);
    collect(b, a);
    check();
  }

  /** What one stack sent takes off. */
  private void collect(TestStack from, TestStack to) {
    long sent;
    while ((sent = from.pollSent()) != 0) {
      frame.wrap(sent);
      byte[] bytes = new byte[frame.length()];
      NativeMemory.copyTo(frame.data(), bytes, 0, bytes.length);
      int ecn = from.ecn != 0 && random.nextDouble() < mark ? CONGESTION : from.ecn;
      if (random.nextDouble() < lies) {
        lieTo(from, bytes);
      }
      if (random.nextDouble() < loss || blackHoleBytes > 0 && bytes.length > blackHoleBytes) {
        from.cache.free(sent);
        continue;
      }
      long dueNs = nowNs + delayNs;
      if (random.nextDouble() < duplicate) {
        flights.add(
            new Flight(dueNs + random.nextLong(4 * delayNs), bytes.clone(), 0, ecn, from, to));
      }
      if (random.nextDouble() < reorder) {
        dueNs += random.nextLong(3 * delayNs);
      }
      if (random.nextDouble() < corrupt) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      flights.add(new Flight(dueNs, bytes, sent, ecn, from, to));
    }
  }

  private void arrive(Flight flight) {
    if (flight.frame != 0) {
      flight.from.cache.free(flight.frame);
    }
    long arrived = flight.to.cache.allocate();
    if (arrived == 0) {
      dropped++; // as a device without a free frame does
    } else {
      frame.wrap(arrived);
      long at = frame.append(flight.bytes.length);
      NativeMemory.copyFrom(flight.bytes, 0, at, flight.bytes.length);
      flight.to.arrivingTrafficClass = flight.ecn;
      flight.to.inject(arrived, flight.from.address, nowNs);
      check();
    }
  }

  /**
   * An error that nobody on the path has sent. One that names what is in flight could come from the
   * path: it says nothing that ends a connection. One that does guesses the sequence number wrong.
   */
  private void lieTo(TestStack to, byte[] segment) {
    ByteBuffer header = ByteBuffer.wrap(segment);
    boolean opens = (header.get(13) & TcpHeader.SYN) != 0; // what such a report may end
    boolean guesses = opens || random.nextBoolean();
    int sequence = header.getInt(4) + (guesses ? 1 << 30 : 0);
    NetError cause = LIES[random.nextInt(LIES.length)];
    TestStack other = to == a ? b : a;
    IcmpError lie =
        new IcmpError()
            .cause(guesses ? NetError.CONNECTION_REFUSED : cause, guesses, false, 3, 1, LEAST_MTU)
            .addresses(
                Tcp.PROTOCOL,
                0,
                IpAddresses.mapIpv4(to.address),
                0,
                IpAddresses.mapIpv4(other.address))
            .transport(
                Short.toUnsignedInt(header.getShort(0)),
                Short.toUnsignedInt(header.getShort(2)),
                sequence);
    to.tcp.onError(lie, nowNs);
    check();
  }

  private void check() {
    if (checksEachEvent) {
      Invariants.check(a);
      Invariants.check(b);
    }
  }

  /** The connections that are left, for the message of a failure. */
  String describe() {
    StringBuilder text = new StringBuilder("\nframes in flight " + flights.size());
    for (TestStack stack : new TestStack[] {a, b}) {
      text.append(
          String.format(
              "%n%d of %d frames free, %d segments found none",
              stack.cache.available(), stack.pool.capacity(), dropped));
      for (Endpoint endpoint : stack.endpoints()) {
        if (endpoint instanceof TcpConnection c) {
          text.append(String.format("%n%d>%d %s", c.localPort(), c.remotePort(), c.state))
              .append(" flight ")
              .append(c.snd.flightBytes())
              .append(" snd.wnd ")
              .append(c.snd.wnd)
              .append(" cwnd ")
              .append(c.window.bytes())
              .append(" unsent ")
              .append(c.sendQueue == null ? 0 : c.sendQueue.unsentBytes())
              .append(" in ")
              .append(c.sendQueue == null ? 0 : c.sendQueue.size())
              .append(" frames, rcv.wnd ")
              .append(c.rcv.wnd())
              .append(" unread ")
              .append(c.unreadBytes())
              .append(" held ")
              .append(c.reassembly == null ? 0 : c.reassembly.size())
              .append(" fin ")
              .append(c.rcv.finSeen)
              .append(" due ")
              .append(c.deadlines.earliestNs() - nowNs);
        }
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    for (Flight flight : flights) {
      if (flight.frame != 0) {
        flight.from.cache.free(flight.frame);
      }
    }
    a.close();
    b.close();
  }
}
