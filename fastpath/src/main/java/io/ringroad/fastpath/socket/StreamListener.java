package io.ringroad.fastpath.socket;

import org.agrona.concurrent.OneToOneConcurrentArrayQueue;

/**
 * Where connections wait to be accepted: one queue for each lane, so that a lane hands over without
 * a lock. The application takes from one lane after the other.
 *
 * <p>One listener serves all lanes of an engine; each lane's TCP knows it by the same address and
 * port.
 */
public final class StreamListener {
  private final StreamSocket socket;
  private final SocketOptions.Inheritance inheritance;
  private final OneToOneConcurrentArrayQueue<StreamSocket>[] queues;
  private volatile int backlog;
  private volatile boolean closed;
  private int nextQueue;

  /**
   * @param socket that listens; lends its options, local address and readiness
   * @param laneCount lanes of the engine, 1 or more
   * @param backlog connections that may wait beyond the first, 0 or more, as in listen(2)
   * @param maxBacklog the most that {@link #backlog(int)} will ever set (SOMAXCONN)
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public StreamListener(StreamSocket socket, int laneCount, int backlog, int maxBacklog) {
    this.socket = socket;
    this.inheritance = new SocketOptions.Inheritance(socket.options());
    this.queues = new OneToOneConcurrentArrayQueue[laneCount];
    for (int i = 0; i < laneCount; i++) {
      queues[i] = new OneToOneConcurrentArrayQueue<>(Math.max(2, maxBacklog + 1));
    }
    this.backlog = Math.min(backlog, maxBacklog);
  }

  /** The socket that listens. */
  public StreamSocket socket() {
    return socket;
  }

  /** What its connections begin with. */
  SocketOptions.Inheritance inheritance() {
    return inheritance;
  }

  /** Connections that may wait beyond the first. Any thread. */
  public int backlog() {
    return backlog;
  }

  /** A second listen(2) on the socket changes the backlog. */
  public void backlog(int backlog) {
    this.backlog = Math.min(backlog, queues[0].capacity() - 1);
  }

  /** Lane: whether another connection would be one too many: Linux's {@code sk_acceptq_is_full}. */
  public boolean isFull() {
    return size() > backlog;
  }

  /** Connections that wait. Any thread. */
  public int size() {
    int size = 0;
    for (OneToOneConcurrentArrayQueue<StreamSocket> queue : queues) {
      size += queue.size();
    }
    return size;
  }

  /** Whether none waits. Any thread. */
  public boolean isEmpty() {
    for (OneToOneConcurrentArrayQueue<StreamSocket> queue : queues) {
      if (!queue.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Lane: hands an established connection over.
   *
   * @return false if there is no room, or the listener was closed; the socket is still the lane's
   */
  public boolean offer(StreamSocket connection) {
    SocketContext lane = connection.context();
    if (closed || isFull() || !lane.register(connection)) {
      return false;
    }
    if (!queues[lane.laneIndex()].offer(connection)) {
      lane.released(connection);
      return false;
    }
    socket.events().signal(Readiness.ACCEPTABLE | Readiness.READABLE);
    return true;
  }

  /**
   * Application, one thread at a time: takes the next connection.
   *
   * @return null if none waits
   */
  public StreamSocket poll() {
    for (int i = 0; i < queues.length; i++) {
      int at = nextQueue;
      nextQueue = at + 1 == queues.length ? 0 : at + 1;
      StreamSocket connection = queues[at].poll();
      if (connection != null) {
        return connection;
      }
    }
    return null;
  }

  /** Nothing is offered from now on; what waits is polled, and closed, by whoever closes this. */
  public void close() {
    closed = true;
  }

  /** Whether {@link #close()} was called. Any thread. */
  public boolean isClosed() {
    return closed;
  }

  /** Lane: takes back a connection of this lane that nobody has accepted; null if there is none. */
  public StreamSocket pollUnaccepted(int laneIndex) {
    return queues[laneIndex].poll();
  }
}
