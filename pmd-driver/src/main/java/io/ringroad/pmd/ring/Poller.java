package io.ringroad.pmd.ring;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.FrameSteering;
import io.ringroad.pmd.NicQueue;
import org.agrona.concurrent.Agent;

/**
 * Shares one device queue among several lanes: spreads what is received to the lanes' rings, sends
 * what they put into theirs. One thread calls {@link #doWork()}; it is the only one that touches
 * the device queue. A frame whose lane's ring is full is counted and freed: a slow lane never stops
 * the others.
 */
public final class Poller implements Agent {
  private final String name;
  private final NicQueue device;
  private final FramePool pool;
  private final FrameSteering steering;
  private final FrameRing[] received;
  private final FrameRing[] toSend;
  private final FrameBurst rx;
  private final FrameBurst tx;
  private final Frame frame = new Frame();
  private final Frame copy = new Frame();
  private final PollerCounters counters;
  private int firstToSend;

  /**
   * @param name for messages and the thread
   * @param device the queue that is shared
   * @param pool where dropped frames go and copies come from
   * @param steering whose a received frame is
   * @param lanes how many share it, 1 or more
   * @param ringCapacity frames in each of a lane's two rings, see {@link FrameRing}
   * @param burstSize frames moved at a time
   */
  public Poller(
      String name,
      NicQueue device,
      FramePool pool,
      FrameSteering steering,
      int lanes,
      int ringCapacity,
      int burstSize) {
    if (lanes < 1) {
      throw new IllegalArgumentException("a poller serves at least 1 lane, not " + lanes);
    }
    this.name = name;
    this.device = device;
    this.pool = pool;
    this.steering = steering;
    received = rings(lanes, ringCapacity);
    toSend = rings(lanes, ringCapacity);
    rx = new FrameBurst(burstSize);
    tx = new FrameBurst(burstSize);
    counters = new PollerCounters(lanes);
  }

  private static FrameRing[] rings(int count, int capacity) {
    FrameRing[] rings = new FrameRing[count];
    for (int i = 0; i < count; i++) {
      rings[i] = new FrameRing(capacity);
    }
    return rings;
  }

  /** A new lane's end for {@code lane}; one thread uses it, and closes it before the poller. */
  public RingQueue queue(int lane) {
    return new RingQueue(received[lane], toSend[lane], pool);
  }

  /** What happened to the frames; read by any thread. */
  public PollerCounters counters() {
    return counters;
  }

  @Override
  public int doWork() {
    return receive() + send();
  }

  private int receive() {
    int count = device.rxBurst(rx);
    for (int i = 0; i < count; i++) {
      long address = rx.get(i);
      int lane = steering.laneOf(frame.wrap(address));
      if (lane == FrameSteering.EVERY_LANE) {
        handToAll(address);
      } else if (lane >= 0 && lane < received.length) {
        hand(address, lane);
      } else {
        counters.unclaimed();
        pool.free(address);
      }
    }
    rx.clear();
    return count;
  }

  private void hand(long address, int lane) {
    if (received[lane].offer(address)) {
      counters.received();
    } else {
      counters.laneFull(lane);
      pool.free(address);
    }
  }

  /** Lanes change the frames they receive, so each has its own copy; lane 0 the original. */
  private void handToAll(long address) {
    for (int lane = 1; lane < received.length; lane++) {
      long other = pool.allocate();
      if (other == 0) {
        counters.noFrame();
      } else if (copy.wrap(other).appendCopyOf(frame)) {
        hand(other, lane);
      } else {
        counters.noFrame();
        pool.free(other);
      }
    }
    hand(address, 0);
  }

  private int send() {
    int lanes = toSend.length;
    for (int i = 0; i < lanes && !tx.isFull(); i++) {
      toSend[(firstToSend + i) % lanes].poll(tx);
    }
    // Another lane goes first next time, so that none starves behind a busy one.
    firstToSend = (firstToSend + 1) % lanes;
    if (tx.isEmpty()) {
      return 0;
    }
    int sent = device.txBurst(tx);
    counters.sent(sent);
    return sent;
  }

  @Override
  public String roleName() {
    return name;
  }

  /** Frees the frames that were on their way; the device queue stays its owner's to close. */
  @Override
  public void onClose() {
    pool.free(tx);
    for (int lane = 0; lane < toSend.length; lane++) {
      queue(lane).close();
      new RingQueue(toSend[lane], received[lane], pool).close();
    }
  }
}
