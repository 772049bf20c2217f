package io.ringroad.fastpath.socket;

import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.FramePool;

/**
 * What the sockets of one lane share: the pool that application threads use, the lane's own cache
 * before it, and who the lane's thread is.
 */
public final class SocketContext {
  /** One frame in so many is kept from applications. */
  private static final int RESERVED_PART = 8;

  private static final int MAX_LANE_ALLOWANCE = 32;

  private final FramePool pool;
  private final FrameCache cache;
  private final int laneIndex;
  private final int reserveFrames;
  private volatile Thread laneThread;
  private int watchTurns;
  private SocketRegistry registry;
  private int laneAllowance;

  /**
   * @param pool shared by all threads
   * @param cache the lane's own front of that pool
   * @param laneIndex 0 to the number of lanes - 1
   */
  public SocketContext(FramePool pool, FrameCache cache, int laneIndex) {
    this.pool = pool;
    this.cache = cache;
    this.laneIndex = laneIndex;
    this.reserveFrames = pool.capacity() / RESERVED_PART;
  }

  public FramePool pool() {
    return pool;
  }

  public int laneIndex() {
    return laneIndex;
  }

  /** Names the thread that drives the lane from now on. */
  public void laneThread(Thread thread) {
    laneThread = thread;
  }

  /**
   * Lane: how many cycles without a datagram it looks into a socket's queue after the last one.
   * Fewer than those after which its thread may sleep; 0 for a lane that its caller drives.
   */
  public int watchTurns() {
    return watchTurns;
  }

  /** Lane: sets {@link #watchTurns()}. */
  public void watchTurns(int turns) {
    watchTurns = turns;
  }

  /** Names who keeps the list of sockets; without one there is no list. */
  public void registry(SocketRegistry registry) {
    this.registry = registry;
  }

  /** Lane: puts a socket on the list; false if it is full. */
  boolean register(Socket socket) {
    return registry == null || registry.register(socket);
  }

  /** Lane: takes a socket off the list. */
  void released(Socket socket) {
    if (registry != null) {
      registry.released(socket);
    }
  }

  /** Whether the calling thread drives the lane. */
  public boolean onLane() {
    return Thread.currentThread() == laneThread;
  }

  /** Bytes of payload that fit into one frame of the pool. */
  public int payloadRoom() {
    return pool.dataRoom() - Frame.HEADROOM_BYTES;
  }

  /**
   * Takes a frame for an application. Any thread.
   *
   * <p>The last {@link #reserveFrames()} of the pool are not for applications: what they queue is
   * freed by the peer's acknowledgments, and those need frames to be received in.
   *
   * @return its address, 0 if there is none to spare
   */
  public long allocate() {
    if (onLane()) {
      return isSpareOnLane() ? cache.allocate() : 0;
    }
    return isSpare() ? pool.allocate() : 0;
  }

  /** Frames of the pool that applications do not get. */
  public int reserveFrames() {
    return reserveFrames;
  }

  /**
   * Counting the pool costs more than taking a frame, so one count allows several: at most half of
   * what can be spared. What the cache keeps counts as the pool's, or the lane's applications would
   * take there what was received in the reserve and freed.
   */
  private boolean isSpareOnLane() {
    if (laneAllowance == 0) {
      int spare = cache.available() - reserveFrames;
      laneAllowance = Math.clamp((spare + 1) / 2, 0, MAX_LANE_ALLOWANCE);
    }
    if (laneAllowance == 0) {
      return false;
    }
    laneAllowance--;
    return true;
  }

  private boolean isSpare() {
    return pool.available() > reserveFrames;
  }

  /** Gives back a frame that an application held. Any thread. */
  public void free(long frame) {
    if (onLane()) {
      cache.free(frame);
    } else {
      pool.free(frame);
    }
  }

  /** Gives back a frame that the lane held. The lane's thread. */
  public void freeOnLane(long frame) {
    cache.free(frame);
  }
}
