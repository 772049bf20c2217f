package io.ringroad.fastpath.fragment;

import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameCache;

/**
 * The incomplete packets of a lane, for one version of IP. Fragments that overlap make the whole
 * packet go, ones that are there already are ignored: so Linux for both versions (RFC 5722 for
 * IPv6). Used by the lane's thread alone.
 *
 * <p>While it waits a fragment has its offset in {@link Frame#auxiliary()}; {@link Frame#mark()} is
 * the caller's.
 */
public final class Reassembler {
  private static final int MAX_CHAINS = 1_024;
  private static final int NOT_ECT = 1;
  private static final int CE = 1 << 3;

  private final FrameCache frames;
  private final TimerWheel timers;
  private final ReassemblyConfig config;
  private final ReassemblyTimeouts timeouts;
  private final CounterSet<FragmentCounter> counters;
  private final long secret;
  private final PartialPacket[] chains;
  private final PartialPacket key = new PartialPacket(this);
  private final Frame first = new Frame();
  private PartialPacket spare;
  private PartialPacket oldest;
  private PartialPacket youngest;
  private int heldFrames;
  private boolean congestionMarked;

  /**
   * Creates a reassembler that holds nothing.
   *
   * @param secret random key of the table, so that nobody outside can aim at one place of it
   */
  public Reassembler(
      FrameCache frames,
      TimerWheel timers,
      ReassemblyConfig config,
      ReassemblyTimeouts timeouts,
      CounterSet<FragmentCounter> counters,
      long secret) {
    this.frames = frames;
    this.timers = timers;
    this.config = config;
    this.timeouts = timeouts;
    this.counters = counters;
    this.secret = secret;
    int wanted = Math.min(MAX_CHAINS, config.maxFrames());
    this.chains = new PartialPacket[Integer.highestOneBit(wanted)];
  }

  /**
   * Says what packet the next fragment is of.
   *
   * @param protocol which IPv4 tells packets apart by; a constant for IPv6
   */
  public Reassembler packet(
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int protocol,
      int identification) {
    key.sourceHigh = sourceHigh;
    key.sourceLow = sourceLow;
    key.destinationHigh = destinationHigh;
    key.destinationLow = destinationLow;
    key.protocol = protocol;
    key.identification = identification;
    return this;
  }

  /**
   * Takes a fragment of the {@link #packet}.
   *
   * @param frame whose data is the fragment's part of the payload; in any case the reassembler's
   * @param offset of that part in the payload, a multiple of 8
   * @param more whether fragments follow
   * @param maxBytes most bytes that the payload may have
   * @param ecn the fragment's ECN codepoint, 0 to 3
   * @return 0, or the first of the segments of the packet's whole payload, which was the fragment
   *     with offset 0; the caller's
   */
  public long add(Frame frame, int offset, boolean more, int maxBytes, int ecn, long nowNs) {
    counters.increment(FragmentCounter.RECEIVED);
    int length = frame.length();
    // As Linux: what is not a multiple of eight bytes is cut, but at the packet's end.
    if (more && (length & 7) != 0) {
      length &= ~7;
      frame.trimTo(length);
    }
    int end = offset + length;
    PartialPacket packet = find();
    FragmentCounter fault = fault(packet, length, end, more, maxBytes);
    if (fault != null) {
      return refuse(frame, packet, fault);
    }
    if (packet != null) {
      int coverage = packet.coverage(offset, end);
      if (coverage == PartialPacket.ALL) {
        counters.increment(FragmentCounter.DUPLICATE);
        frames.free(frame.address());
        return 0;
      }
      if (coverage == PartialPacket.SOME) {
        return refuse(frame, packet, FragmentCounter.OVERLAPPING);
      }
    }
    if (packet == null) {
      packet = begin(nowNs);
    }
    packet.add(frame, offset, end, more, ecn);
    held(1);
    if (packet.isComplete()) {
      return complete(packet);
    }
    if (heldFrames > config.maxFrames()) {
      drop(oldest, FragmentCounter.EVICTED);
    }
    return 0;
  }

  private FragmentCounter fault(
      PartialPacket packet, int length, int end, boolean more, int maxBytes) {
    if (end > maxBytes) {
      return FragmentCounter.OVERSIZED;
    }
    if (length == 0 || packet != null && !packet.allowsEnd(end, more)) {
      return FragmentCounter.INCONSISTENT;
    }
    boolean tooMany = packet != null && packet.fragments() == config.maxFramesOfOne();
    return tooMany ? FragmentCounter.TOO_MANY : null;
  }

  private long refuse(Frame frame, PartialPacket packet, FragmentCounter reason) {
    frames.free(frame.address());
    if (packet == null) {
      counters.increment(reason);
    } else {
      drop(packet, reason);
    }
    return 0;
  }

  private long complete(PartialPacket packet) {
    int seen = packet.ecnSeen();
    // RFC 3168 5.3: congestion seen by one fragment was seen by the packet.
    if ((seen & NOT_ECT) != 0 && seen != NOT_ECT) {
      drop(packet, FragmentCounter.MIXED_ECN);
      return 0;
    }
    congestionMarked = (seen & CE) != 0;
    counters.increment(FragmentCounter.REASSEMBLED);
    held(-packet.fragments());
    long whole = packet.take();
    remove(packet);
    return whole;
  }

  /** Whether one of the fragments of the packet that was just completed met congestion. */
  public boolean congestionMarked() {
    return congestionMarked;
  }

  /** Frames that wait. */
  public int heldFrames() {
    return heldFrames;
  }

  void onTimeout(PartialPacket packet, long nowNs) {
    long address = packet.first();
    if (address != 0) {
      timeouts.onReassemblyTimeout(first.wrap(address), nowNs);
    }
    drop(packet, FragmentCounter.TIMED_OUT);
  }

  private void drop(PartialPacket packet, FragmentCounter reason) {
    counters.increment(reason);
    held(-packet.fragments());
    frames.free(packet.take());
    remove(packet);
  }

  private void held(int change) {
    heldFrames += change;
    counters.of(FragmentCounter.HELD).set(heldFrames);
  }

  /** Gives back every frame. */
  public void clear() {
    while (oldest != null) {
      held(-oldest.fragments());
      frames.free(oldest.take());
      remove(oldest);
    }
  }

  // ---- the table ----

  private PartialPacket find() {
    PartialPacket at = chains[chainOf(key)];
    while (at != null && !at.isKeyOf(key)) {
      at = at.nextInChain;
    }
    return at;
  }

  private int chainOf(PartialPacket packet) {
    int id = packet.protocol << 24 ^ packet.identification;
    int source = IpAddresses.hash(packet.sourceHigh, packet.sourceLow, secret);
    long mixed = packet.destinationHigh ^ (long) source << 32 ^ id;
    return IpAddresses.hash(mixed, packet.destinationLow, secret) & chains.length - 1;
  }

  private PartialPacket begin(long nowNs) {
    PartialPacket packet = spare != null ? spare : new PartialPacket(this);
    spare = packet.younger;
    packet.takeKeyOf(key);
    packet.begin();
    int chain = chainOf(packet);
    packet.nextInChain = chains[chain];
    chains[chain] = packet;
    packet.older = youngest;
    packet.younger = null;
    if (youngest == null) {
      oldest = packet;
    } else {
      youngest.younger = packet;
    }
    youngest = packet;
    timers.schedule(packet, nowNs + config.timeoutNs());
    return packet;
  }

  private void remove(PartialPacket packet) {
    timers.cancel(packet);
    int chain = chainOf(packet);
    if (chains[chain] == packet) {
      chains[chain] = packet.nextInChain;
    } else {
      PartialPacket before = chains[chain];
      while (before.nextInChain != packet) {
        before = before.nextInChain;
      }
      before.nextInChain = packet.nextInChain;
    }
    if (packet.older == null) {
      oldest = packet.younger;
    } else {
      packet.older.younger = packet.younger;
    }
    if (packet.younger == null) {
      youngest = packet.older;
    } else {
      packet.younger.older = packet.older;
    }
    packet.younger = spare; // the spare ones are linked by this
    spare = packet;
  }
}
