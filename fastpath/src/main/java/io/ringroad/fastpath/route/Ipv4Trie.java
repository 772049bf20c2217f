package io.ringroad.fastpath.route;

import io.ringroad.fastpath.wire.IpAddresses;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the longest prefix that an IPv4 address is in, by three loads of an array whatever the
 * routes are: one by the first 16 bits of the address, two by 8 more each. There is nothing to
 * branch on, so a lookup costs the same among ten routes and ten thousand. Immutable once made.
 *
 * <pre>
 *   nodes  0               65536            65536 + answers
 *          | 65,536 entries | one entry each | 256 entries | 256 entries | ...
 *            first 16 bits    the answers      next 8 bits of an entry before
 *
 *   entry  31               8 7       0
 *          | where it leads  |  mask   |     an answer's mask is 0 and it leads to itself
 * </pre>
 */
final class Ipv4Trie {
  private static final int ROOT = 1 << 16;
  private static final int CHUNK = 1 << 8;
  private static final int MASK_BITS = 8;

  private final Route[] answers;
  private int[] nodes;
  private int used;

  /**
   * @param routes from the shortest prefix to the longest, no prefix twice
   */
  Ipv4Trie(List<Route> routes) {
    answers = new Route[1 + routes.size()];
    nodes = new int[ROOT + answers.length];
    used = nodes.length;
    for (int i = 0; i < answers.length; i++) {
      nodes[ROOT + i] = leaf(i);
    }
    Arrays.fill(nodes, 0, ROOT, leaf(0));
    int answer = 1;
    for (Route route : routes) {
      answers[answer] = route;
      insert(
          IpAddresses.toIpv4(route.prefixLow()), route.prefixLength() - Route.IPV4_OFFSET, answer);
      answer++;
    }
    nodes = Arrays.copyOf(nodes, used);
  }

  /** The route with the longest prefix that an address is in, null if none. */
  Route lookup(int address) {
    int[] all = nodes;
    int entry = all[address >>> 16];
    entry = all[(entry >>> MASK_BITS) + (address >>> 8 & entry & 0xFF)];
    entry = all[(entry >>> MASK_BITS) + (address & entry & 0xFF)];
    return answers[(entry >>> MASK_BITS) - ROOT];
  }

  /** Shorter prefixes are in already, longer ones are not: what lies in the prefix are answers. */
  private void insert(int prefix, int length, int answer) {
    if (length <= 16) {
      fill(prefix >>> 16, 16 - length, answer);
      return;
    }
    int second = chunkAt(prefix >>> 16) + (prefix >>> 8 & 0xFF);
    if (length <= 24) {
      fill(second, 24 - length, answer);
    } else {
      fill(chunkAt(second) + (prefix & 0xFF), 32 - length, answer);
    }
  }

  private void fill(int from, int bits, int answer) {
    Arrays.fill(nodes, from, from + (1 << bits), leaf(answer));
  }

  /** The chunk that an entry leads to; it is made if the entry was an answer. */
  private int chunkAt(int at) {
    int entry = nodes[at];
    if ((entry & 0xFF) != 0) {
      return entry >>> MASK_BITS;
    }
    if (used + CHUNK > nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(nodes.length + nodes.length / 2, used + CHUNK));
    }
    int chunk = used;
    used += CHUNK;
    Arrays.fill(nodes, chunk, chunk + CHUNK, entry);
    nodes[at] = chunk << MASK_BITS | 0xFF;
    return chunk;
  }

  private static int leaf(int answer) {
    return ROOT + answer << MASK_BITS;
  }
}
