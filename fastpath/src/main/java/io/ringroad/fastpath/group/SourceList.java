package io.ringroad.fastpath.group;

import io.ringroad.fastpath.wire.AddressIndex;
import io.ringroad.fastpath.wire.IpAddresses;
import java.util.Arrays;
import java.util.function.IntPredicate;

/** Addresses of senders to a group, in the order in which they were named. Immutable. */
public final class SourceList {
  /** No sources. */
  public static final SourceList EMPTY = new SourceList(new long[0]);

  private final long[] words;
  private final AddressIndex index;

  private SourceList(long[] words) {
    this.words = words;
    this.index = new AddressIndex(words);
  }

  /** Sources by the high and the low half of each address; one that is named twice counts so. */
  public static SourceList of(long... words) {
    return words.length == 0 ? EMPTY : new SourceList(words.clone());
  }

  /** Sources with IPv4 addresses. */
  public static SourceList ofIpv4(int... addresses) {
    long[] words = new long[2 * addresses.length];
    for (int i = 0; i < addresses.length; i++) {
      words[2 * i] = IpAddresses.IPV4_HIGH;
      words[2 * i + 1] = IpAddresses.mapIpv4(addresses[i]);
    }
    return of(words);
  }

  public int size() {
    return words.length / 2;
  }

  public boolean isEmpty() {
    return words.length == 0;
  }

  /** The high half of an address by its place, from 0. */
  public long high(int place) {
    return words[2 * place];
  }

  /** The low half of an address by its place, from 0. */
  public long low(int place) {
    return words[2 * place + 1];
  }

  /** Whether an address is in the list. */
  public boolean contains(long high, long low) {
    return words.length > 0 && index.find(high, low) >= 0;
  }

  /** These and one more behind them. */
  public SourceList with(long high, long low) {
    long[] after = Arrays.copyOf(words, words.length + 2);
    after[words.length] = high;
    after[words.length + 1] = low;
    return new SourceList(after);
  }

  /** These without an address. */
  public SourceList without(long high, long low) {
    return filter(place -> high(place) != high || low(place) != low);
  }

  /** Those that are in this list and in the other. */
  public SourceList and(SourceList other) {
    return filter(place -> other.contains(high(place), low(place)));
  }

  /** Those that are in this list and not in the other. */
  public SourceList minus(SourceList other) {
    return other.isEmpty() ? this : filter(place -> !other.contains(high(place), low(place)));
  }

  /** Those that are in this list, and behind them those that are in the other only. */
  public SourceList or(SourceList other) {
    SourceList added = other.minus(this);
    if (added.isEmpty()) {
      return this;
    }
    long[] all = Arrays.copyOf(words, words.length + added.words.length);
    System.arraycopy(added.words, 0, all, words.length, added.words.length);
    return new SourceList(all);
  }

  private SourceList filter(IntPredicate stays) {
    long[] left = new long[words.length];
    int length = 0;
    for (int place = 0; place < size(); place++) {
      if (stays.test(place)) {
        left[length++] = high(place);
        left[length++] = low(place);
      }
    }
    return length == words.length ? this : of(Arrays.copyOf(left, length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceList that && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int place = 0; place < size(); place++) {
      text.append(place == 0 ? "" : ", ").append(IpAddresses.format(high(place), low(place)));
    }
    return text.append("}").toString();
  }
}
