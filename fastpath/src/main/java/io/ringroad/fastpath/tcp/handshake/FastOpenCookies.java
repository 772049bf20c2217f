package io.ringroad.fastpath.tcp.handshake;

import io.ringroad.fastpath.tcp.endpoint.Endpoint;
import io.ringroad.fastpath.wire.FastOpenCookie;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The cookies that servers gave this engine, for its next connections to them: RFC 7413 4.1.3. One
 * for all lanes; synchronized, used on the control path alone. The peers longest not asked for are
 * forgotten first.
 */
public final class FastOpenCookies {

  private static final int MAX_PEERS = 1_024;

  /** What is known of a peer: its cookie, and the MSS of its last SYN-ACK. RFC 7413 4.1.3. */
  record Known(FastOpenCookie cookie, int mss) {}

  private record Path(long localHigh, long localLow, long remoteHigh, long remoteLow) {
    static Path of(Endpoint tuple) {
      return new Path(tuple.localHigh, tuple.localLow, tuple.remoteHigh, tuple.remoteLow);
    }
  }

  private final Map<Path, Known> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
          return size() > MAX_PEERS;
        }
      };

  /** What is known of the peer, null if nothing. */
  synchronized Known find(Endpoint tuple) {
    return entries.get(Path.of(tuple));
  }

  synchronized void put(Endpoint tuple, FastOpenCookie cookie, int mss) {
    entries.put(Path.of(tuple), new Known(cookie, mss));
  }

  /** A SYN with data was lost where one without came through: RFC 7413 4.1.3.1. */
  synchronized void forget(Endpoint tuple) {
    entries.remove(Path.of(tuple));
  }
}
