package io.ringroad.fastpath.lane;

import io.ringroad.fastpath.datagram.HostGroups;
import io.ringroad.fastpath.ip.PathMtus;
import io.ringroad.fastpath.socket.PortTable;
import io.ringroad.fastpath.stats.CounterMemory;
import java.util.Arrays;
import org.agrona.ErrorHandler;

/**
 * The lanes of an engine, with all that they share. Either each has a thread ({@link #start}), or
 * the caller drives them ({@link Lane#doWork}).
 *
 * <pre>
 *   LaneGroup --+-- Lane 0 --- LaneStack: queues, link, IP, ICMP, UDP, TCP, timers, sockets
 *               |     ^
 *               |     '------- LaneProxy &lt;--- commands of any thread
 *               +-- Lane 1 ...
 *               '-- EngineParts: ports, steering, hand-over, secrets, counters
 * </pre>
 */
public final class LaneGroup implements AutoCloseable {
  private final EngineParts parts;
  private final Lane[] lanes;
  private LaneThread[] threads = {};
  private boolean closed;

  /** Puts the lanes together; nothing runs yet. */
  public LaneGroup(LaneConfig config) {
    parts = new EngineParts(config);
    lanes = new Lane[config.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(parts, i);
    }
    Lane.connect(lanes);
    parts.network.attach(Arrays.stream(lanes).map(Lane::proxy).toList());
  }

  /** How many lanes there are. */
  public int size() {
    return lanes.length;
  }

  /** A lane, from 0. */
  public Lane lane(int index) {
    return lanes[index];
  }

  /** The door into a lane. */
  public LaneProxy proxy(int index) {
    return lanes[index].proxy();
  }

  /** Who holds which local port. */
  public PortTable ports() {
    return parts.ports;
  }

  /** What the paths to destinations carry, as all lanes know it. */
  public PathMtus pathMtus() {
    return parts.pathMtus;
  }

  /** The multicast memberships of all sockets. */
  public HostGroups groups() {
    return parts.groups;
  }

  /** Addresses and routes, to be read and changed. */
  public HostNetwork network() {
    return parts.network;
  }

  /** What the lanes count. */
  public CounterMemory counters() {
    return parts.counters;
  }

  /**
   * Gives each lane a thread and lets it run.
   *
   * @param errors told of exceptions in a lane's cycle, after which a handler, or the lane itself,
   *     does not go on
   */
  public void start(ErrorHandler errors) {
    if (threads.length > 0 || closed) {
      throw new IllegalStateException("the lanes were started before");
    }
    threads = new LaneThread[lanes.length];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i].letGo();
      threads[i] = new LaneThread(lanes[i], parts.config, errors);
      threads[i].start();
    }
  }

  /**
   * Stops the lanes and gives back every frame that they and their sockets hold. Connections that
   * the application has closed before may finish what they had to send, for a quarter of a second
   * of a lane's clock if it has a thread (see {@link Lane#hasUnfinishedBusiness()} if it has none);
   * all others are reset, and threads that wait for a lane get an error. No application is in a
   * call of a socket, and what it borrowed it has given back. Devices and the pool stay their
   * owner's.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    Failures failures = new Failures();
    for (LaneThread thread : threads) {
      failures.attempt(thread::close);
    }
    for (Lane lane : lanes) {
      failures.attempt(lane::onClose);
    }
    for (Lane lane : lanes) {
      failures.attempt(lane::release);
    }
    parts.counters.close();
    failures.throwIfAny();
  }
}
