package io.ringroad.fastpath.ip;

import io.ringroad.fastpath.wire.AddressIndex;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.Arrays;

/**
 * What the paths to destinations carry, as routers reported it (RFC 1191, RFC 8201): what one lane
 * has learned, all know. Any thread; readers take no lock. Entries age, and at the limit the oldest
 * gives way.
 *
 * <p>What {@link #find} gives is a number: the MTU, and for IPv4 whether it is below what Linux
 * believes ({@code min_pmtu}): then it stands for that least one, and routers may fragment.
 */
public final class PathMtus {
  /** What {@link #find} gives for a destination of which nothing is known. */
  public static final int UNKNOWN = 0;

  /** Linux's {@code min_pmtu}: nobody who forges errors makes packets smaller than this. */
  public static final int LEAST_IPV4 = 552;

  /** RFC 8200 5: what every link carries. */
  public static final int LEAST_IPV6 = 1280;

  /** Linux's {@code mtu_expires}: 10 minutes. */
  private static final long LIFETIME_NS = 600_000_000_000L;

  private static final int MAX_ENTRIES = 1_024;
  private static final int LOCKED = 1 << 16;

  private record Known(AddressIndex index, long[] words, int[] mtus, long[] untilNs) {
    static final Known NOTHING = of(new long[0], new int[0], new long[0]);

    static Known of(long[] words, int[] mtus, long[] untilNs) {
      return new Known(new AddressIndex(words), words, mtus, untilNs);
    }

    int size() {
      return mtus.length;
    }

    int indexOf(long high, long low) {
      return mtus.length == 0 ? -1 : index.find(high, low);
    }
  }

  private volatile Known known = Known.NOTHING;
  private volatile int generation = 1;

  /** Creates a memory of nothing. */
  public PathMtus() {}

  /** Changes with what is known. Never 0. */
  public int generation() {
    return generation;
  }

  /** What is known of the path to an address; {@link #UNKNOWN} if nothing is. */
  public int find(long high, long low, long nowNs) {
    Known now = known;
    int at = now.indexOf(high, low);
    return at < 0 || nowNs - now.untilNs[at] >= 0 ? UNKNOWN : now.mtus[at];
  }

  /** Tells a destination what is known of its path, unless it was told since that changed. */
  public void tell(IpDestination destination, long nowNs) {
    if (destination.pathMtuGeneration != generation) {
      tellAnew(destination, nowNs);
    }
  }

  /** As {@link #tell}, even if only time has passed. */
  public void tellAnew(IpDestination destination, long nowNs) {
    destination.pathMtuGeneration = generation;
    destination.learned(find(destination.remoteHigh(), destination.remoteLow(), nowNs));
  }

  /** Takes a report that its transport believes, see {@link IpOutput#learnPathMtu}. */
  public void learn(IcmpError error, long nowNs) {
    int current = mtu(find(error.remoteHigh(), error.remoteLow(), nowNs));
    learn(error.remoteHigh(), error.remoteLow(), error.mtu(), current, nowNs);
  }

  /** As {@link IpOutput#recallPathMtu}. */
  public void recall(IpDestination destination, long nowNs) {
    int found = find(destination.remoteHigh(), destination.remoteLow(), nowNs);
    destination.pathMtu(Math.min(destination.pathMtu(), mtu(found)));
  }

  /** The MTU that {@link #find} gave; 65535 for {@link #UNKNOWN}. */
  public static int mtu(int found) {
    return found == UNKNOWN ? 0xFFFF : found & 0xFFFF;
  }

  /** Whether routers may fragment, though the sender would rather find out what they carry. */
  public static boolean isLocked(int found) {
    return (found & LOCKED) != 0;
  }

  /**
   * Takes a report that its transport believes.
   *
   * @param reported what the next hop carries, 0 if it did not say
   * @param current what packets to there have been up to now
   * @return whether packets have to be smaller from now on
   */
  public synchronized boolean learn(long high, long low, int reported, int current, long nowNs) {
    boolean ipv4 = IpAddresses.isIpv4(high, low);
    // RFC 8201 4: a report of less than every IPv6 link carries is discarded.
    if (reported >= current || !ipv4 && reported < LEAST_IPV6) {
      return false;
    }
    boolean locked = ipv4 && reported < LEAST_IPV4;
    int mtu = locked ? Math.min(LEAST_IPV4, current) : reported;
    put(high, low, locked ? mtu | LOCKED : mtu, nowNs);
    return mtu < current;
  }

  private void put(long high, long low, int mtu, long nowNs) {
    Known old = known;
    int same = old.indexOf(high, low);
    int at = same >= 0 ? same : old.size() < MAX_ENTRIES ? old.size() : oldest(old);
    int size = Math.max(old.size(), at + 1);
    long[] words = Arrays.copyOf(old.words, 2 * size);
    int[] mtus = Arrays.copyOf(old.mtus, size);
    long[] untilNs = Arrays.copyOf(old.untilNs, size);
    words[2 * at] = high;
    words[2 * at + 1] = low;
    mtus[at] = mtu;
    untilNs[at] = nowNs + LIFETIME_NS;
    known = Known.of(words, mtus, untilNs);
    generation = generation == -1 ? 1 : generation + 1;
  }

  private static int oldest(Known all) {
    int oldest = 0;
    for (int i = 1; i < all.size(); i++) {
      if (all.untilNs[i] - all.untilNs[oldest] < 0) {
        oldest = i;
      }
    }
    return oldest;
  }
}
