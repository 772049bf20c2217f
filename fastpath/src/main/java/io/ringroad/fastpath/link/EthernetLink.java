package io.ringroad.fastpath.link;

import io.ringroad.fastpath.stats.Counter;
import io.ringroad.fastpath.stats.CounterSet;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.EthernetHeader;
import io.ringroad.fastpath.wire.MacAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FrameBurst;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.Offloads;

/**
 * Ethernet on one queue of one device (RFC 894), or a VLAN of it (IEEE 802.1Q), whose frames pass
 * through the device's link with a tag of four bytes behind the addresses. Frames to send collect
 * in a backlog; {@link #flush} transmits them, and what the device does not take waits there for
 * the next cycle. Used by the lane's thread alone.
 */
public final class EthernetLink {
  /** A type below this is a length (IEEE 802.3 3.2.6). */
  private static final int FIRST_TYPE = 1536;

  private static final int TAG_BYTES = 4;
  private static final int VLAN_MASK = 0xFFF; // above it are priority and drop eligibility
  private static final int VLANS = VLAN_MASK + 1;

  private final NicQueue queue;
  private final FrameCache frames;
  private final CounterSet<LinkCounter> counters;
  private final Counter received;
  private final Counter sent;
  private final Offloads offloads;
  private final long macAddress;
  private int mtu;
  private final FrameBurst backlog;
  private MulticastFilter multicast = new MulticastFilter();
  private final EthernetHeader header = new EthernetHeader();
  private NetworkProtocol ipv4;
  private NetworkProtocol arp;
  private NetworkProtocol ipv6;
  private EthernetLink[] vlans;

  /** The device's link, and the number of the VLAN on it; null and 0 for the device's own. */
  private final EthernetLink parent;

  private final int vlan;

  /**
   * Creates the link; {@link #attach} makes it whole.
   *
   * @param mtu most bytes of a network packet, at most the device's own
   * @param backlogFrames how many frames wait for the device before more are dropped, 1 or more
   */
  public EthernetLink(
      Nic nic,
      NicQueue queue,
      int mtu,
      int backlogFrames,
      FrameCache frames,
      CounterSet<LinkCounter> counters) {
    this.queue = queue;
    this.frames = frames;
    this.counters = counters;
    this.received = counters.of(LinkCounter.RECEIVED);
    this.sent = counters.of(LinkCounter.SENT);
    this.offloads = nic.offloads();
    this.macAddress = nic.macAddress();
    this.mtu = Math.min(mtu, nic.mtu());
    this.backlog = new FrameBurst(backlogFrames);
    this.parent = null;
    this.vlan = 0;
  }

  private EthernetLink(EthernetLink parent, int vlan, int mtu, CounterSet<LinkCounter> counters) {
    this.parent = parent;
    this.vlan = vlan;
    this.queue = parent.queue;
    this.frames = parent.frames;
    this.counters = counters;
    this.received = counters.of(LinkCounter.RECEIVED);
    this.sent = counters.of(LinkCounter.SENT);
    this.offloads = Offloads.NONE; // devices look for headers where an untagged frame has them
    this.macAddress = parent.macAddress;
    this.mtu = mtu;
    this.backlog = new FrameBurst(1); // which the parent's stands for
  }

  /**
   * Makes the link of a VLAN on this device.
   *
   * @param number 1 to 4094, of which there is none yet
   */
  public EthernetLink vlan(int number, int bytes, CounterSet<LinkCounter> vlanCounters) {
    vlans = vlans == null ? new EthernetLink[VLANS] : vlans;
    vlans[number] = new EthernetLink(this, number, bytes, vlanCounters);
    return vlans[number];
  }

  /** Names the protocols that received packets go to. */
  public void attach(NetworkProtocol ipv4, NetworkProtocol arp) {
    this.ipv4 = ipv4;
    this.arp = arp;
  }

  /** Names the protocol that IPv6 packets go to; without one they are of an unknown type. */
  public void attachIpv6(NetworkProtocol ipv6) {
    this.ipv6 = ipv6;
  }

  public long macAddress() {
    return macAddress;
  }

  /** Most bytes of a network packet. */
  public int mtu() {
    return mtu;
  }

  /** Bounds network packets to so many bytes, at most what the device carries. */
  public void mtu(int bytes) {
    mtu = bytes;
  }

  /** What the device computes by itself. */
  public Offloads offloads() {
    return offloads;
  }

  /** Shares the filter of the lanes on this device. Before the first frame. */
  public void multicast(MulticastFilter shared) {
    multicast = shared;
  }

  /** Accepts frames for a multicast address; each call needs a {@link #leave} of its own. */
  public void join(long multicastMac) {
    multicast.join(multicastMac);
  }

  /** Takes back one {@link #join}. */
  public void leave(long multicastMac) {
    multicast.leave(multicastMac);
  }

  /** Takes a received frame, whose data begins at the Ethernet header. */
  public void onFrame(Frame frame, long nowNs) {
    received.increment();
    if (frame.length() < EthernetHeader.LENGTH) {
      drop(frame, LinkCounter.RECEIVE_RUNT);
      return;
    }
    if (frame.segmentCount() != 1) {
      drop(frame, LinkCounter.RECEIVE_SEGMENTED);
      return;
    }
    header.wrap(frame.data());
    long destination = header.destination();
    boolean toGroup = MacAddresses.isGroup(destination);
    if (toGroup) {
      if (!acceptsGroup(destination) && header.type() != EtherTypes.VLAN) {
        drop(frame, LinkCounter.RECEIVE_MULTICAST_FILTERED);
        return;
      }
    } else if (destination != macAddress) {
      drop(frame, LinkCounter.RECEIVE_OTHER_HOST);
      return;
    }
    if (MacAddresses.isGroup(header.source())) {
      drop(frame, LinkCounter.RECEIVE_BAD_SOURCE);
      return;
    }
    dispatch(frame, header.type(), toGroup, nowNs);
  }

  private boolean acceptsGroup(long destination) {
    return destination == MacAddresses.BROADCAST || multicast.accepts(destination);
  }

  /** Strips the tag; without a number it has only a priority, and the frame is the device's own. */
  private void onTagged(Frame frame, boolean toGroup, long nowNs) {
    if (frame.length() < EthernetHeader.LENGTH + TAG_BYTES) {
      drop(frame, LinkCounter.RECEIVE_RUNT);
      return;
    }
    int tag = NativeMemory.getIntBe(frame.data() + EthernetHeader.LENGTH);
    int number = tag >>> Short.SIZE & VLAN_MASK;
    int type = tag & 0xFFFF;
    EthernetLink to = number == 0 ? this : vlans == null ? null : vlans[number];
    if (to == null) {
      drop(frame, LinkCounter.RECEIVE_UNKNOWN_VLAN);
    } else if (type == EtherTypes.VLAN) {
      drop(frame, LinkCounter.RECEIVE_UNKNOWN_TYPE);
    } else if (toGroup && !to.acceptsGroup(header.destination())) {
      drop(frame, LinkCounter.RECEIVE_MULTICAST_FILTERED);
    } else {
      frame.trimFront(TAG_BYTES);
      to.received.add(to == this ? 0 : 1);
      to.dispatch(frame, type, toGroup, nowNs);
    }
  }

  private void dispatch(Frame frame, int type, boolean toGroup, long nowNs) {
    if (type == EtherTypes.IPV4) {
      frame.trimFront(EthernetHeader.LENGTH);
      ipv4.onPacket(frame, toGroup, nowNs);
    } else if (type == EtherTypes.IPV6 && ipv6 != null) {
      frame.trimFront(EthernetHeader.LENGTH);
      ipv6.onPacket(frame, toGroup, nowNs);
    } else if (type == EtherTypes.ARP) {
      frame.trimFront(EthernetHeader.LENGTH);
      arp.onPacket(frame, toGroup, nowNs);
    } else if (type == EtherTypes.VLAN) {
      onTagged(frame, toGroup, nowNs);
    } else if (type < FIRST_TYPE) {
      drop(frame, LinkCounter.RECEIVE_LENGTH_FIELD);
    } else {
      drop(frame, LinkCounter.RECEIVE_UNKNOWN_TYPE);
    }
  }

  /**
   * Puts an Ethernet header before a packet and queues it. Takes the frame whatever it returns.
   *
   * @return false if the backlog is full and the frame was dropped
   */
  public boolean send(Frame frame, long destinationMac, int etherType) {
    if (parent != null) {
      NativeMemory.putIntBe(frame.prepend(TAG_BYTES), vlan << Short.SIZE | etherType);
      sent.increment();
      return parent.send(frame, destinationMac, EtherTypes.VLAN);
    }
    header
        .wrap(frame.prepend(EthernetHeader.LENGTH))
        .destination(destinationMac)
        .source(macAddress)
        .type(etherType);
    if (backlog.isFull()) {
      flush();
      if (backlog.isFull()) {
        drop(frame, LinkCounter.SEND_QUEUE_FULL);
        return false;
      }
    }
    backlog.add(frame.address());
    return true;
  }

  /**
   * Transmits what waits, as far as the device takes it.
   *
   * @return how many frames left the backlog
   */
  public int flush() {
    if (backlog.isEmpty()) {
      return 0;
    }
    int count = queue.txBurst(backlog);
    sent.add(count);
    return count;
  }

  /** Frames that wait for the device. */
  public int backlog() {
    return backlog.size();
  }

  /** Whether more than half of the backlog waits for the device. */
  public boolean isCongested() {
    return parent != null ? parent.isCongested() : backlog.size() > backlog.capacity() / 2;
  }

  /** Gives back the frames that wait for the device; the link is not used any more. */
  public void close() {
    frames.free(backlog);
  }

  private void drop(Frame frame, LinkCounter reason) {
    counters.increment(reason);
    frames.free(frame.address());
  }
}
