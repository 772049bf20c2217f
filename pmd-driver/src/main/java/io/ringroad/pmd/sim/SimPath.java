package io.ringroad.pmd.sim;

import io.ringroad.pmd.Frame;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One direction of a {@link SimLink}. It copies a frame's bytes when they are sent and again, into
 * a frame of the receiver's pool, when they arrive: it never holds a frame of anybody.
 */
public final class SimPath {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final LinkFilter ALL = (frame, ordinal, nowNs) -> true;

  private final SimNet net;
  private final SimNic receiver;
  private final SplittableRandom random;
  private final TransmitQueue waiting = new TransmitQueue();
  private final Frame frame = new Frame();
  private Flight[] idle = new Flight[16];
  private int idleCount;
  private LinkProfile profile = LinkProfile.DEFAULT;
  private LinkFilter filter = ALL;
  private boolean up = true;

  private long sent;
  private long duplicated;
  private long delivered;
  private long corrupted;
  private long delayed;
  private long marked;
  private long lost;
  private long filtered;
  private long queueFull;
  private long noFrame;
  private long receiveFull;
  private long inFlight;

  SimPath(SimNet net, SimNic receiver, SplittableRandom random) {
    this.net = net;
    this.receiver = receiver;
    this.random = random;
  }

  /** Treats later frames by this profile. */
  public SimPath profile(LinkProfile profile) {
    this.profile = profile;
    return this;
  }

  public LinkProfile profile() {
    return profile;
  }

  /** Asks the filter about each later frame. */
  public SimPath filter(LinkFilter filter) {
    this.filter = filter;
    return this;
  }

  /** Whether frames can pass. */
  public boolean isUp() {
    return up;
  }

  /** Lets frames pass or not; what is sent meanwhile counts as lost. */
  public SimPath up(boolean up) {
    this.up = up;
    return this;
  }

  /** What became of the frames so far. */
  public LinkStatistics statistics() {
    return new LinkStatistics(
        sent,
        duplicated,
        delivered,
        corrupted,
        delayed,
        marked,
        lost,
        filtered,
        queueFull,
        noFrame,
        receiveFull,
        inFlight);
  }

  /** Takes the bytes of a frame, which stays the caller's. */
  void send(Frame source) {
    long now = net.nowNs();
    long ordinal = sent++;
    if (!filter.passes(source, ordinal, now)) {
      filtered++;
    } else if (!up || chance(profile.loss())) {
      lost++;
    } else {
      transmit(source, now);
    }
  }

  private void transmit(Frame source, long now) {
    int length = source.packetLength();
    if (!waiting.hasRoom(length, now, profile)) {
      queueFull++;
      return;
    }
    boolean congested = waiting.size() >= profile.markingFrames();
    long departureNs = waiting.add(length, now, serialisationNs(length));
    boolean twice = chance(profile.duplication());
    Flight flight = flightOf(source, length);
    if (congested && CongestionMark.set(flight.bytes, length)) {
      marked++;
    }
    if (twice) {
      duplicated++;
      launch(flightOf(source, length), departureNs);
    }
    if (chance(profile.corruption()) && length > 0) {
      corrupted++;
      flight.bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    launch(flight, departureNs);
  }

  private void launch(Flight flight, long departureNs) {
    long arrivalNs = departureNs + profile.delayNs();
    if (chance(profile.reordering())) {
      delayed++;
      arrivalNs += random.nextLong(profile.reorderingNs() + 1);
    }
    inFlight++;
    net.launch(flight, arrivalNs);
  }

  private long serialisationNs(int length) {
    long rate = profile.rateBitsPerSecond();
    return rate == 0 ? 0 : length * (long) Byte.SIZE * NS_PER_SECOND / rate;
  }

  private boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  void deliver(Flight flight) {
    inFlight--;
    long address = receiver.pool().allocate();
    if (address == 0) {
      noFrame++;
      receiver.countNoFrame();
    } else if (frame.wrap(address).tailroom() < flight.length) {
      noFrame++;
      receiver.countNoFrame();
      receiver.pool().free(address);
    } else {
      frame.appendCopyOf(flight.bytes, 0, flight.length);
      if (receiver.accept(frame)) {
        delivered++;
      } else {
        receiveFull++;
        receiver.pool().free(address);
      }
    }
    release(flight);
  }

  private Flight flightOf(Frame source, int length) {
    Flight flight = idleCount > 0 ? idle[--idleCount] : new Flight(this, length);
    if (flight.bytes.length < length) {
      flight.bytes = new byte[Integer.highestOneBit(length) * 2];
    }
    flight.length = length;
    source.copyTo(flight.bytes);
    return flight;
  }

  private void release(Flight flight) {
    if (idleCount == idle.length) {
      idle = Arrays.copyOf(idle, idleCount * 2);
    }
    idle[idleCount++] = flight;
  }
}
