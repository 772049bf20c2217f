package io.ringroad.fastpath.tcp.listen;

import io.ringroad.fastpath.socket.SocketDomain;
import io.ringroad.fastpath.socket.StreamListener;
import io.ringroad.fastpath.socket.StreamSocket;
import java.util.Arrays;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The listeners of a lane by local port. Of several on a port the one bound to the segment's own
 * address wins over a wildcard; among equals (SO_REUSEPORT) the flow's hash chooses. Owned by the
 * lane.
 */
public final class ListenerTable {
  private static final int ADDRESS_MATCHES = 4;
  private static final int ANY_MATCHES = 2;

  private final Int2ObjectHashMap<TcpListener[]> byPort = new Int2ObjectHashMap<>();

  public void add(TcpListener listener) {
    int port = listener.socket().localPort();
    TcpListener[] old = byPort.get(port);
    int count = old == null ? 0 : old.length;
    TcpListener[] listeners = new TcpListener[count + 1];
    if (count > 0) {
      System.arraycopy(old, 0, listeners, 0, count);
    }
    listeners[count] = listener;
    byPort.put(port, listeners);
  }

  /** Forgets a listener and returns it; null if it is not here. */
  public TcpListener remove(StreamListener queue) {
    int port = queue.socket().localPort();
    TcpListener[] old = byPort.get(port);
    if (old == null) {
      return null;
    }
    TcpListener removed = null;
    TcpListener[] left = new TcpListener[old.length];
    int count = 0;
    for (TcpListener candidate : old) {
      if (candidate.queue() == queue) {
        removed = candidate;
      } else {
        left[count++] = candidate;
      }
    }
    if (count == 0) {
      byPort.remove(port);
    } else {
      byPort.put(port, Arrays.copyOf(left, count));
    }
    return removed;
  }

  /** The listener for a local address and port, null if there is none. */
  public TcpListener find(long localHigh, long localLow, int localPort, int flowHash) {
    TcpListener[] listeners = byPort.get(localPort);
    if (listeners == null) {
      return null;
    }
    int best = 0;
    int count = 0;
    for (TcpListener listener : listeners) {
      int score = score(listener.socket(), localHigh, localLow);
      if (score > best) {
        best = score;
        count = 1;
      } else if (score == best && score > 0) {
        count++;
      }
    }
    return best == 0 ? null : pick(listeners, localHigh, localLow, best, flowHash, count);
  }

  private static TcpListener pick(
      TcpListener[] listeners, long localHigh, long localLow, int best, int flowHash, int count) {
    int skip = Integer.remainderUnsigned(flowHash, count);
    for (TcpListener listener : listeners) {
      if (score(listener.socket(), localHigh, localLow) == best && skip-- == 0) {
        return listener;
      }
    }
    throw new AssertionError("counted listeners are there");
  }

  private static int score(StreamSocket socket, long localHigh, long localLow) {
    // inet_lookup_listener: at the same address, who is of AF_INET goes before who is of AF_INET6.
    int family = socket.options().domain() == SocketDomain.INET ? 1 : 0;
    if (socket.localHigh() == localHigh && socket.localLow() == localLow) {
      return ADDRESS_MATCHES + family;
    }
    return socket.isBoundToAnyFor(localHigh, localLow) ? ANY_MATCHES + family : 0;
  }
}
