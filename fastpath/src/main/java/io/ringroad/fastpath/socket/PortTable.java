package io.ringroad.fastpath.socket;

import io.ringroad.fastpath.NetError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Who holds which local port of the engine: one table for all lanes. Synchronized, and used on the
 * control path alone: binding, connecting, the last close of a port.
 *
 * <p>Two holds of a port conflict, as on Linux, if their local addresses overlap and neither both
 * have SO_REUSEPORT, nor both have SO_REUSEADDR and (for TCP) neither listens. Two connections
 * conflict only if they have the same peer: a connection is known by both its ends.
 */
public final class PortTable {
  /** Linux's {@code ip_local_port_range}. */
  public static final int DEFAULT_FIRST_EPHEMERAL = 32_768;

  public static final int DEFAULT_LAST_EPHEMERAL = 60_999;

  /** The keyed function F of RFC 6056 3.3.3: hard to guess without the key. */
  @FunctionalInterface
  public interface OffsetFunction {
    long offset(long localHigh, long localLow, long remoteHigh, long remoteLow, int remotePort);
  }

  private final Int2ObjectHashMap<List<PortBinding>> tcp = new Int2ObjectHashMap<>();
  private final Int2ObjectHashMap<List<PortBinding>> udp = new Int2ObjectHashMap<>();
  private final Int2ObjectHashMap<List<PortBinding>> ping = new Int2ObjectHashMap<>();
  private final OffsetFunction offsets;
  private final LongSupplier random;
  private final int firstEphemeral;
  private final int ephemeralCount;
  private long nextEphemeral;

  /**
   * @param offsets for the ports of connections
   * @param random for the ports of sockets that are bound without a peer
   */
  public PortTable(OffsetFunction offsets, LongSupplier random) {
    this(offsets, random, DEFAULT_FIRST_EPHEMERAL, DEFAULT_LAST_EPHEMERAL);
  }

  /**
   * @param firstEphemeral lowest port that is chosen for a caller, 1 to 65535
   * @param lastEphemeral highest, not below the first
   */
  public PortTable(
      OffsetFunction offsets, LongSupplier random, int firstEphemeral, int lastEphemeral) {
    if (firstEphemeral < 1 || lastEphemeral > 0xFFFF || lastEphemeral < firstEphemeral) {
      throw new IllegalArgumentException(
          "ephemeral ports must be a range within 1 to 65535, not "
              + firstEphemeral
              + " to "
              + lastEphemeral);
    }
    this.offsets = offsets;
    this.random = random;
    this.firstEphemeral = firstEphemeral;
    this.ephemeralCount = lastEphemeral - firstEphemeral + 1;
  }

  /**
   * Takes a port: the one asked for, or an ephemeral one.
   *
   * @param accepts which ephemeral ports the caller can use, such as those whose flows belong to
   *     its lane
   * @return null if the port, or every ephemeral port, is taken
   */
  public synchronized PortBinding bind(PortRequest request, IntPredicate accepts) {
    if (request.localPort() != 0) {
      return conflicts(request, request.localPort()) ? null : hold(request, request.localPort());
    }
    return request.hasPeer() ? bindByPeer(request, accepts) : bindAtRandom(request, accepts);
  }

  /** RFC 6056 3.3.3, algorithm 3: a counter, offset by a keyed hash of what the peer can see. */
  private PortBinding bindByPeer(PortRequest request, IntPredicate accepts) {
    long offset =
        offsets.offset(
            request.localHigh(),
            request.localLow(),
            request.remoteHigh(),
            request.remoteLow(),
            request.remotePort());
    for (int i = 0; i < ephemeralCount; i++) {
      PortBinding binding = tryEphemeral(request, offset + nextEphemeral++, accepts);
      if (binding != null) {
        return binding;
      }
    }
    return null;
  }

  /** RFC 6056 3.3.1, algorithm 1: start anywhere. */
  private PortBinding bindAtRandom(PortRequest request, IntPredicate accepts) {
    long start = random.getAsLong();
    for (int i = 0; i < ephemeralCount; i++) {
      PortBinding binding = tryEphemeral(request, start + i, accepts);
      if (binding != null) {
        return binding;
      }
    }
    return null;
  }

  private PortBinding tryEphemeral(PortRequest request, long choice, IntPredicate accepts) {
    int port = firstEphemeral + (int) Long.remainderUnsigned(choice, ephemeralCount);
    if (!accepts.test(port) || conflictsUnasked(request, port)) {
      return null;
    }
    return hold(request, port);
  }

  /**
   * Says that the holder listens from now on.
   *
   * @param options those of the holder now
   * @return {@link NetError#ADDRESS_IN_USE} if another listener is in the way, or a connection that
   *     was accepted when the holder listened before: Linux asks for the port again, and finds that
   *     such a connection shares it
   */
  public synchronized NetError listen(PortBinding binding, SocketOptions options) {
    boolean reuses =
        options.isSet(SocketOption.REUSE_ADDRESS) || options.isSet(SocketOption.REUSE_PORT);
    if (binding.isShared() && !reuses) {
      return NetError.ADDRESS_IN_USE;
    }
    List<PortBinding> holders = holders(binding.request()).get(binding.port());
    for (PortBinding other : holders) {
      if (other != binding
          && other.isListening()
          && other.request().overlaps(binding.request())
          && !bothReusePort(other.request(), binding.request())) {
        return NetError.ADDRESS_IN_USE;
      }
    }
    binding.listening();
    return NetError.NONE;
  }

  /** How many holds there are, for tests and reports. */
  public synchronized int size() {
    return size(tcp) + size(udp) + size(ping);
  }

  private static int size(Int2ObjectHashMap<List<PortBinding>> ports) {
    int size = 0;
    for (List<PortBinding> holders : ports.values()) {
      size += holders.size();
    }
    return size;
  }

  synchronized void remove(PortBinding binding) {
    Int2ObjectHashMap<List<PortBinding>> ports = holders(binding.request());
    List<PortBinding> holders = ports.get(binding.port());
    holders.remove(binding);
    if (holders.isEmpty()) {
      ports.remove(binding.port());
    }
  }

  private PortBinding hold(PortRequest request, int port) {
    PortBinding binding = new PortBinding(this, request, port);
    holders(request).computeIfAbsent(port, unused -> new ArrayList<>(1)).add(binding);
    return binding;
  }

  private boolean conflicts(PortRequest request, int port) {
    List<PortBinding> holders = holders(request).get(port);
    if (holders != null) {
      for (PortBinding holder : holders) {
        if (conflict(request, holder)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A port that the table chooses is shared with nobody but connections to other peers. */
  private boolean conflictsUnasked(PortRequest request, int port) {
    List<PortBinding> holders = holders(request).get(port);
    if (holders != null) {
      for (PortBinding holder : holders) {
        PortRequest held = holder.request();
        if (!request.hasPeer() || !held.hasPeer() || held.hasSamePeer(request)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean conflict(PortRequest request, PortBinding holder) {
    PortRequest held = holder.held();
    if (!request.overlaps(held) || bothReusePort(request, held)) {
      return false;
    }
    if (request.hasPeer() && held.hasPeer() && !request.hasSamePeer(held)) {
      return false;
    }
    boolean bothReuseAddress = request.reuseAddress() && held.reuseAddress();
    return !bothReuseAddress || request.protocol() == PortProtocol.TCP && holder.isListening();
  }

  private static boolean bothReusePort(PortRequest one, PortRequest other) {
    return one.reusePort() && other.reusePort();
  }

  private Int2ObjectHashMap<List<PortBinding>> holders(PortRequest request) {
    return switch (request.protocol()) {
      case TCP -> tcp;
      case UDP -> udp;
      case PING -> ping;
    };
  }
}
