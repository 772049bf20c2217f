package io.ringroad.fastpath.datagram;

import io.ringroad.fastpath.socket.DatagramSocket;

/**
 * The sockets with something to send, in the order of their turns, and those among them that are
 * watched.
 *
 * <p>To hear by a command that a socket has something to send costs two cache lines on their way
 * from core to core, some 200 ns. So a lane that never sleeps between looks goes on looking into
 * the queues of a few sockets after it has sent what they had; their applications need not tell.
 * Used by the lane's thread alone.
 */
final class SendTurns {
  /** Each costs the lane a look in every cycle. */
  private static final int MAX_WATCHED = 8;

  private DatagramEndpoint first;
  private DatagramEndpoint last;
  private int watched;

  boolean isEmpty() {
    return first == null;
  }

  /** Takes the whole list; {@link #next} goes through it. */
  DatagramEndpoint takeAll() {
    DatagramEndpoint all = first;
    first = null;
    last = null;
    return all;
  }

  /** Takes an endpoint out of a list that was taken, and gives the one behind it. */
  DatagramEndpoint next(DatagramEndpoint endpoint) {
    DatagramEndpoint next = endpoint.nextToSend;
    endpoint.nextToSend = null;
    endpoint.waitsToSend = false;
    return next;
  }

  /** Appends an endpoint, unless it is there. */
  void add(DatagramEndpoint endpoint) {
    if (endpoint.waitsToSend) {
      return;
    }
    endpoint.waitsToSend = true;
    if (last == null) {
      first = endpoint;
    } else {
      last.nextToSend = endpoint;
    }
    last = endpoint;
  }

  /** Takes an endpoint out, which is not watched. */
  void remove(DatagramEndpoint endpoint) {
    if (!endpoint.waitsToSend) {
      return;
    }
    DatagramEndpoint before = null;
    DatagramEndpoint at = first;
    while (at != endpoint) {
      before = at;
      at = at.nextToSend;
    }
    if (before == null) {
      first = endpoint.nextToSend;
    } else {
      before.nextToSend = endpoint.nextToSend;
    }
    if (last == endpoint) {
      last = before;
    }
    next(endpoint);
  }

  /** Begins to watch an endpoint that has just told of datagrams, if not too many are watched. */
  void watch(DatagramEndpoint endpoint) {
    DatagramSocket socket = endpoint.socket();
    int turns = socket.context().watchTurns();
    if (endpoint.watchTurns == 0 && turns > 0 && watched < MAX_WATCHED) {
      watched++;
      endpoint.watchTurns = turns;
      socket.watched(true);
    }
  }

  /** Notes that a watched endpoint had something to send. */
  void onSent(DatagramEndpoint endpoint) {
    if (endpoint.watchTurns > 0) {
      endpoint.watchTurns = endpoint.socket().context().watchTurns();
    }
  }

  /**
   * Notes that an endpoint had nothing to send.
   *
   * @return whether it is still watched
   */
  boolean onSilent(DatagramEndpoint endpoint) {
    if (endpoint.watchTurns > 1) {
      endpoint.watchTurns--;
      return true;
    }
    return false;
  }

  /**
   * Watches no more. What the application queued without telling has to be looked for once more.
   *
   * @return false if it was not watched
   */
  boolean unwatch(DatagramEndpoint endpoint) {
    if (endpoint.watchTurns == 0) {
      return false;
    }
    watched--;
    endpoint.watchTurns = 0;
    endpoint.socket().watched(false);
    return true;
  }
}
