package io.ringroad.fastpath.discovery;

import io.ringroad.fastpath.timer.Timer;
import io.ringroad.fastpath.timer.TimerWheel;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that a device makes itself (RFC 4862): a link-local one, and one for each prefix that
 * routers advertise for it, which are preferred for a while, then deprecated, then gone.
 */
final class Autoconfiguration {
  static final long LINK_LOCAL_PREFIX = 0xFE80L << 48;

  /** Linux's max_addresses: so many prefixes a link can make us take, not more. */
  private static final int MOST_ADDRESSES = 16;

  /** RFC 7217 6: IDGEN_RETRIES. */
  private static final int MOST_ATTEMPTS = 3;

  private static final long NEVER_NS = Long.MAX_VALUE;
  private static final long TWO_HOURS_NS = 7_200_000_000_000L;

  private final class Address extends Timer implements DuplicateDetection.Outcome {
    private final long prefix;
    private long low;
    private int attempt;
    private boolean assigned;
    private boolean deprecated;
    private long preferredUntilNs;
    private long validUntilNs;

    Address(long prefix, long preferredUntilNs, long validUntilNs) {
      this.prefix = prefix;
      this.preferredUntilNs = preferredUntilNs;
      this.validUntilNs = validUntilNs;
    }

    void tryIdentifier(long nowNs) {
      low = identifiers.of(prefix, attempt);
      detection.start(prefix, low, this, nowNs);
    }

    @Override
    public void onUnique(long nowNs) {
      assigned = true;
      holder.onAssigned(prefix, low, nowNs);
      watch(this, nowNs);
      if (prefix == LINK_LOCAL_PREFIX) {
        onLinkLocal.run(nowNs);
      }
    }

    @Override
    public void onDuplicate(long nowNs) {
      attempt++;
      if (identifiers.haveOthers() && attempt <= MOST_ATTEMPTS) {
        tryIdentifier(nowNs);
      }
    }

    @Override
    protected void onExpiry(long nowNs) {
      watch(this, nowNs);
    }
  }

  /** Something that happens at a time. */
  interface Event {
    void run(long nowNs);
  }

  private final InterfaceIdentifiers identifiers;
  private final DuplicateDetection detection;
  private final AddressHolder holder;
  private final TimerWheel timers;
  private final Event onLinkLocal;
  private final List<Address> addresses = new ArrayList<>();

  Autoconfiguration(
      InterfaceIdentifiers identifiers,
      DuplicateDetection detection,
      AddressHolder holder,
      TimerWheel timers,
      Event onLinkLocal) {
    this.identifiers = identifiers;
    this.detection = detection;
    this.holder = holder;
    this.timers = timers;
    this.onLinkLocal = onLinkLocal;
  }

  /** Makes the link-local address (RFC 4862 5.3). */
  void start(long nowNs) {
    add(new Address(LINK_LOCAL_PREFIX, NEVER_NS, NEVER_NS), nowNs);
  }

  private void add(Address address, long nowNs) {
    addresses.add(address);
    address.tryIdentifier(nowNs);
  }

  /**
   * RFC 4862 5.5.3: takes a prefix of 64 bits with the autonomous flag.
   *
   * @param validNs how long its address is ours
   * @param preferredNs how long it is to be used for new connections, at most as long
   */
  void onPrefix(long prefix, long validNs, long preferredNs, long nowNs) {
    Address known = find(prefix);
    if (known != null) {
      renew(known, validNs, preferredNs, nowNs);
    } else if (validNs > 0 && addresses.size() < MOST_ADDRESSES) {
      add(new Address(prefix, until(preferredNs, nowNs), until(validNs, nowNs)), nowNs);
    }
  }

  private Address find(long prefix) {
    for (Address each : addresses) {
      if (each.prefix == prefix) {
        return each;
      }
    }
    return null;
  }

  private void renew(Address known, long validNs, long preferredNs, long nowNs) {
    known.preferredUntilNs = until(preferredNs, nowNs);
    long leftNs = known.validUntilNs == NEVER_NS ? NEVER_NS : known.validUntilNs - nowNs;
    // RFC 4862 5.5.3 (e): a forged advertisement shortens an address's life to two hours, not more.
    if (validNs > TWO_HOURS_NS || validNs > leftNs) {
      known.validUntilNs = until(validNs, nowNs);
    } else if (leftNs > TWO_HOURS_NS) {
      known.validUntilNs = nowNs + TWO_HOURS_NS;
    }
    if (known.assigned) {
      watch(known, nowNs);
    }
  }

  private static long until(long durationNs, long nowNs) {
    return durationNs == NEVER_NS ? NEVER_NS : nowNs + durationNs;
  }

  /** Sees what an address is now, and when that changes. */
  private void watch(Address address, long nowNs) {
    if (address.validUntilNs != NEVER_NS && nowNs - address.validUntilNs >= 0) {
      timers.cancel(address);
      addresses.remove(address);
      holder.onRemoved(address.prefix, address.low, nowNs);
      return;
    }
    long preferredNs = address.preferredUntilNs;
    boolean deprecated = preferredNs != NEVER_NS && nowNs - preferredNs >= 0;
    if (deprecated != address.deprecated) {
      address.deprecated = deprecated;
      holder.onDeprecated(address.prefix, address.low, deprecated, nowNs);
    }
    long nextNs = deprecated ? address.validUntilNs : preferredNs;
    if (!deprecated && preferredNs == NEVER_NS) {
      nextNs = address.validUntilNs;
    }
    if (nextNs == NEVER_NS) {
      timers.cancel(address);
    } else {
      timers.schedule(address, nextNs);
    }
  }
}
