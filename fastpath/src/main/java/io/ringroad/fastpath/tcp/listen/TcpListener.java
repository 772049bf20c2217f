package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.socket.SocketOptions;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import io.ringroad.fastpath.tcp.connection.EarlyOpens;

/**
 * A listening socket as one lane sees it: the accept queue that it shares with the application, and
 * this lane's part of its SYN queue, in the order in which the SYNs came. Each is bounded by the
 * backlog, as on Linux. Owned by the lane.
 */
public final class TcpListener {

  private final StreamListener queue;
  private final SynQueue requests;
  private SynRequest first;
  private SynRequest last;
  private int size;
  private int young;
  private final EarlyOpens earlyOpens = new EarlyOpens();

  /** When a SYN cookie was last sent for this listener. */
  long lastCookieNs = Long.MIN_VALUE / 2;

  public TcpListener(StreamListener queue, SynQueue requests) {
    this.queue = queue;
    this.requests = requests;
  }

  StreamListener queue() {
    return queue;
  }

  /** Who looks after this lane's requests. */
  SynQueue requests() {
    return requests;
  }

  /** Its connections that began by Fast Open. */
  EarlyOpens earlyOpens() {
    return earlyOpens;
  }

  StreamSocket socket() {
    return queue.socket();
  }

  SocketOptions options() {
    return queue.socket().options();
  }

  /** The accept queue has no room for one more. */
  boolean acceptQueueFull() {
    return queue.isFull();
  }

  /** Another SYN would be one too many. */
  boolean synQueueFull() {
    return size > queue.backlog();
  }

  /** Handshakes under way on this lane. */
  int size() {
    return size;
  }

  /** Those of them whose SYN-ACK was sent once only. */
  int young() {
    return young;
  }

  /** The oldest handshake under way, null if there is none. */
  SynRequest oldest() {
    return first;
  }

  /** A handshake begins. */
  void add(SynRequest request) {
    request.previous = last;
    if (last == null) {
      first = request;
    } else {
      last.next = request;
    }
    last = request;
    size++;
    young++;
  }

  /** A handshake is over. */
  void remove(SynRequest request) {
    if (request.previous == null) {
      first = request.next;
    } else {
      request.previous.next = request.next;
    }
    if (request.next == null) {
      last = request.previous;
    } else {
      request.next.previous = request.previous;
    }
    size--;
    if (request.retransmissions == 0) {
      young--;
    }
  }

  /** A SYN-ACK is about to be sent again. */
  void onRetransmission(SynRequest request) {
    if (request.retransmissions++ == 0) {
      young--;
    }
  }
}
