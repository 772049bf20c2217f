package io.ringroad.fastpath.tcp;

import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;

/**
 * A listening socket as one lane sees it: the accept queue that it shares with the application, and
 * how many handshakes wait on this lane. Overflow follows Linux: while the accept queue is full,
 * SYNs and the last segment of a handshake are dropped, so that the peer tries again. Owned by the
 * lane.
 */
final class TcpListener {

  private final StreamListener queue;

  /** Connections of this lane in SYN-RECEIVED. */
  int handshakes;

  TcpListener(StreamListener queue) {
    this.queue = queue;
  }

  StreamListener queue() {
    return queue;
  }

  StreamSocket socket() {
    return queue.socket();
  }

  /** The accept queue has no room for one more. */
  boolean acceptQueueFull() {
    return queue.isFull();
  }

  /** So many handshakes are under way that another SYN is dropped. */
  boolean handshakeQueueFull() {
    return handshakes >= Math.max(1, queue.backlog());
  }

  boolean isClosed() {
    return queue.isClosed();
  }
}
