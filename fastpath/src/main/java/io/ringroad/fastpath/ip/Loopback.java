package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The packets that this host sends to itself: they wait here, beginning at the IP header, for the
 * lane's next cycle, so that sending never calls into receiving. Nothing that was not sent by this
 * engine comes this way, so checksums are neither made nor checked, but those of raw sockets, whose
 * frames say that nobody vouches for them. Used by the lane's thread alone.
 */
public final class Loopback {
  private final FrameCache frames;
  private final CounterSet<IpCounter> counters;
  private final long[] queue;
  private final Frame scratch = new Frame();
  private LoopbackSteering steering;
  private LoopbackInput ipv4;
  private LoopbackInput ipv6;
  private int head;
  private int size;

  Loopback(FrameCache frames, int capacity, CounterSet<IpCounter> counters) {
    this.frames = frames;
    this.counters = counters;
    this.queue = new long[capacity];
  }

  void attachIpv4(LoopbackInput input) {
    ipv4 = input;
  }

  void attachIpv6(LoopbackInput input) {
    ipv6 = input;
  }

  /** Sets who spreads packets over several lanes; a single lane needs none. */
  public void steering(LoopbackSteering steering) {
    this.steering = steering;
  }

  /** Gives a packet to the lane that owns its flow; false if that is this lane. */
  public boolean handOver(Frame frame) {
    return steering != null && steering.handOver(frame);
  }

  /**
   * Sends an IP packet. Takes the frame whatever it returns.
   *
   * @return false if there was no room and the packet was dropped
   */
  public boolean send(Frame frame) {
    counters.increment(IpCounter.LOOPBACK_SENT);
    if (handOver(frame)) {
      return true;
    }
    return offer(frame.address());
  }

  /**
   * Queues an IP packet for the next cycle: the lane's own, or one handed over by another lane.
   * Takes the frame whatever it returns.
   *
   * @return false if the queue is full and the packet was dropped
   */
  public boolean offer(long frame) {
    if (size == queue.length) {
      counters.increment(IpCounter.LOOPBACK_FULL);
      frames.free(frame);
      return false;
    }
    int tail = head + size;
    queue[tail < queue.length ? tail : tail - queue.length] = frame;
    size++;
    return true;
  }

  /** Whether more than half of the queue is taken. */
  public boolean isCongested() {
    return size > queue.length / 2;
  }

  /** Packets that wait. */
  public int size() {
    return size;
  }

  /**
   * Receives what waits; what is sent meanwhile waits for the next call.
   *
   * @return how many packets were received
   */
  public int receive(long nowNs) {
    int count = size;
    for (int i = 0; i < count; i++) {
      scratch.wrap(poll());
      if (ipv6 != null && NativeMemory.getUnsignedByte(scratch.data()) >>> 4 == 6) {
        ipv6.onLoopback(scratch, nowNs);
      } else {
        ipv4.onLoopback(scratch, nowNs);
      }
    }
    return count;
  }

  /** Frees what waits. */
  public void clear() {
    while (size > 0) {
      frames.free(poll());
    }
  }

  private long poll() {
    long frame = queue[head];
    head = head + 1 == queue.length ? 0 : head + 1;
    size--;
    return frame;
  }
}
