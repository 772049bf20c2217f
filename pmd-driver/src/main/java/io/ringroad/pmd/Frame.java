package io.ringroad.pmd;

import static io.ringroad.ffm.NativeMemory.getInt;
import static io.ringroad.ffm.NativeMemory.getLong;
import static io.ringroad.ffm.NativeMemory.getUnsignedShort;
import static io.ringroad.ffm.NativeMemory.putInt;
import static io.ringroad.ffm.NativeMemory.putLong;
import static io.ringroad.ffm.NativeMemory.putShort;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.ffm.dpdk.MbufFlags;
import io.ringroad.ffm.dpdk.MbufLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A look at one packet buffer: a flyweight over the address of an {@code rte_mbuf}. The frame
 * itself travels as that address ({@code long}, 0 = none); whoever holds the address owns the frame
 * and is the only one to look at it, except that several holders may share a frame after {@link
 * #retain()}.
 *
 * <pre>
 *   address                     buffer                 data()
 *   v                           v                      v
 *   +---------------------------+----------------------+------------------+-----------------+
 *   | rte_mbuf, 128 bytes       | headroom()           | length()         | tailroom()      |
 *   +---------------------------+----------------------+------------------+-----------------+
 *                               |&lt;------------------ buffer length ----------------------&gt;|
 * </pre>
 *
 * <p>The last bytes of the mbuf's dynamic fields, which drivers fill from the front, are the
 * engine's own:
 *
 * <pre>
 *   byte 112                    byte 120        byte 124
 *   +---------------------------+---------------+---------------+
 *   | stamp()            64 bit | auxiliary()32 | mark()  32    |
 *   +---------------------------+---------------+---------------+
 * </pre>
 *
 * <p>The lengths are those of a single segment unless the name says {@code packet}: devices hand
 * the stack frames of one segment only, {@link FrameSegments} makes packets of several. Not
 * thread-safe; each holder wraps a {@code Frame} of its own. Nothing is checked unless assertions
 * are on.
 */
public final class Frame {
  /**
   * Bytes left free before the data of a frame that was just allocated: {@code
   * RTE_PKTMBUF_HEADROOM}.
   */
  public static final int HEADROOM_BYTES = 128;

  static final int STAMP_OFFSET = 112;
  static final int AUXILIARY_OFFSET = 120;
  static final int MARK_OFFSET = 124;

  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final VarHandle ATOMIC_INT = ValueLayout.JAVA_INT.varHandle();

  /** The reference count is the upper half of the 32-bit word it shares with the data offset. */
  private static final int ONE_REFERENCE = 1 << Short.SIZE;

  private long address;

  /** Looks at the frame at {@code address}, which the caller owns. */
  public Frame wrap(long address) {
    assert address != 0 : "no frame";
    this.address = address;
    return this;
  }

  /** The frame this looks at, 0 before the first {@link #wrap}. */
  public long address() {
    return address;
  }

  /** The address of the first data byte. */
  public long data() {
    return getLong(address + MbufLayout.BUF_ADDR) + getUnsignedShort(address + MbufLayout.DATA_OFF);
  }

  static int length(long segment) {
    return getUnsignedShort(segment + MbufLayout.DATA_LEN);
  }

  static long next(long segment) {
    return getLong(segment + MbufLayout.NEXT);
  }

  static long data(long segment) {
    return getLong(segment + MbufLayout.BUF_ADDR) + getUnsignedShort(segment + MbufLayout.DATA_OFF);
  }

  /** Data bytes in this segment. */
  public int length() {
    return getUnsignedShort(address + MbufLayout.DATA_LEN);
  }

  /** Data bytes in all segments. */
  public int packetLength() {
    return getInt(address + MbufLayout.PKT_LEN);
  }

  /** How many segments the packet has, 1 for what comes from a device. */
  public int segmentCount() {
    return getUnsignedShort(address + MbufLayout.NB_SEGS);
  }

  /** Free bytes before the data. */
  public int headroom() {
    return dataOffset();
  }

  /** Free bytes after the data. */
  public int tailroom() {
    return getUnsignedShort(address + MbufLayout.BUF_LEN) - dataOffset() - length();
  }

  /**
   * Puts {@code bytes} (at most {@link #headroom()}) in front of the data.
   *
   * @return the address of the first data byte
   */
  public long prepend(int bytes) {
    assert bytes >= 0 && bytes <= headroom() : "headroom";
    dataOffset(dataOffset() - bytes);
    changeLength(bytes);
    return data();
  }

  /**
   * Adds {@code bytes} (at most {@link #tailroom()}) to the end of the data.
   *
   * @return the address of the first byte that was added
   */
  public long append(int bytes) {
    assert bytes >= 0 && bytes <= tailroom() : "tailroom";
    long end = data() + length();
    changeLength(bytes);
    return end;
  }

  /** Takes {@code bytes} (at most {@link #length()}) off the front of the data. */
  public void trimFront(int bytes) {
    assert bytes >= 0 && bytes <= length() : "length";
    dataOffset(dataOffset() + bytes);
    changeLength(-bytes);
  }

  /** Cuts the data's end so that {@code length} bytes (at most {@link #length()}) remain. */
  public void trimTo(int length) {
    assert length >= 0 && length <= length() : "length";
    changeLength(length - length());
  }

  /**
   * Appends a copy of the source's data, all its segments.
   *
   * @return false, and nothing is copied, if it is longer than {@link #tailroom()}
   */
  public boolean appendCopyOf(Frame source) {
    int length = source.packetLength();
    if (length > tailroom()) {
      return false;
    }
    long to = append(length);
    for (long segment = source.address; segment != 0; segment = next(segment)) {
      int part = length(segment);
      NativeMemory.copy(data(segment), to, part);
      to += part;
    }
    return true;
  }

  /** Appends {@code length} bytes of an array, at most {@link #tailroom()}. */
  public void appendCopyOf(byte[] source, int offset, int length) {
    NativeMemory.copyFrom(source, offset, append(length), length);
  }

  /** Copies the data, all segments, to the start of an array. */
  public void copyTo(byte[] target) {
    int at = 0;
    for (long segment = address; segment != 0; segment = next(segment)) {
      int part = length(segment);
      NativeMemory.copyTo(data(segment), target, at, part);
      at += part;
    }
  }

  /**
   * Makes the frame empty: default headroom, one segment, one reference, no offload flags, no
   * marks.
   */
  public void reset() {
    reset(address);
  }

  /** {@link #reset()} of the frame at an address, for pools. */
  public static void reset(long at) {
    int headroom = Math.min(HEADROOM_BYTES, getUnsignedShort(at + MbufLayout.BUF_LEN));
    // The four 16-bit fields data_off, refcnt, nb_segs, port lie side by side: one store.
    putLong(at + MbufLayout.DATA_OFF, headroom | 0xFFFF_0001_0001_0000L);
    putLong(at + MbufLayout.OL_FLAGS, 0);
    putLong(at + MbufLayout.PACKET_TYPE, 0); // and pkt_len
    putInt(at + MbufLayout.DATA_LEN, 0); // and vlan_tci
    putLong(at + MbufLayout.NEXT, 0);
    putLong(at + MbufLayout.TX_OFFLOAD, 0);
    putLong(at + STAMP_OFFSET, 0);
    putLong(at + AUXILIARY_OFFSET, 0); // and mark
  }

  /** Holders of this frame. */
  public int references() {
    return getUnsignedShort(address + MbufLayout.REFCNT);
  }

  /**
   * Adds a holder: the frame goes back to its pool when {@link FramePool#free} was called once
   * more. Of several holders none may change the frame.
   */
  public void retain() {
    ATOMIC_INT.getAndAdd(ALL, address + MbufLayout.DATA_OFF, ONE_REFERENCE);
  }

  /**
   * Drops one holder of the frame at {@code address}, for pools.
   *
   * @return true if the caller was the last; the count is then 1 again and the frame the caller's
   *     to give back
   */
  public static boolean release(long address) {
    long word = address + MbufLayout.DATA_OFF;
    if (getUnsignedShort(address + MbufLayout.REFCNT) == 1) {
      return true;
    }
    int before = (int) ATOMIC_INT.getAndAdd(ALL, word, -ONE_REFERENCE) >>> Short.SIZE;
    if (before != 1) {
      return false;
    }
    putShort(address + MbufLayout.REFCNT, (short) 1);
    return true;
  }

  /** Finds a frame that was freed before; pools keep theirs without a reference. */
  static void checkHeld(long address) {
    if (getUnsignedShort(address + MbufLayout.REFCNT) == 0) {
      throw new IllegalStateException("a frame was freed twice");
    }
  }

  /** The pool the frame belongs to, {@link FramePool#id()}. */
  public long poolId() {
    return getLong(address + MbufLayout.POOL);
  }

  /** True if the device found the IP header checksum wrong. */
  public boolean rxIpChecksumBad() {
    return (flags() & MbufFlags.RX_IP_CKSUM_MASK) == MbufFlags.RX_IP_CKSUM_BAD;
  }

  /** True if the device vouches for the IP header, whether or not its checksum is filled in. */
  public boolean rxIpChecksumGood() {
    return (flags() & MbufFlags.RX_IP_CKSUM_GOOD) != 0;
  }

  /** True if the device found the TCP or UDP checksum wrong. */
  public boolean rxL4ChecksumBad() {
    return (flags() & MbufFlags.RX_L4_CKSUM_MASK) == MbufFlags.RX_L4_CKSUM_BAD;
  }

  /** Says that nobody vouches for the TCP or UDP checksum of a frame that this host made. */
  public void distrustL4Checksum() {
    flags(flags() & ~MbufFlags.RX_L4_CKSUM_MASK | MbufFlags.RX_L4_CKSUM_BAD);
  }

  /**
   * True if the device vouches for the TCP or UDP data: it checked the checksum, or the frame never
   * left this machine's memory and has none (a virtio peer).
   */
  public boolean rxL4ChecksumGood() {
    return (flags() & MbufFlags.RX_L4_CKSUM_GOOD) != 0;
  }

  /**
   * Asks the device to fill the IPv4 header checksum, whose field must be zero.
   *
   * @param l2Length bytes before the IP header
   * @param l3Length bytes of the IP header
   */
  public void requestIpChecksum(int l2Length, int l3Length) {
    request(MbufFlags.TX_IP_CKSUM | MbufFlags.TX_IPV4, l2Length, l3Length);
  }

  /**
   * Asks the device to fill the TCP checksum, whose field must hold the pseudo-header's sum.
   *
   * @param ipVersion 4 or 6
   */
  public void requestTcpChecksum(int ipVersion, int l2Length, int l3Length) {
    request(MbufFlags.TX_TCP_CKSUM | ipFlag(ipVersion), l2Length, l3Length);
  }

  /**
   * Asks the device to fill the UDP checksum, whose field must hold the pseudo-header's sum.
   *
   * @param ipVersion 4 or 6
   */
  public void requestUdpChecksum(int ipVersion, int l2Length, int l3Length) {
    request(MbufFlags.TX_UDP_CKSUM | ipFlag(ipVersion), l2Length, l3Length);
  }

  /** The raw offload flags, {@code ol_flags}. */
  public long flags() {
    return getLong(address + MbufLayout.OL_FLAGS);
  }

  /** Sets the raw offload flags. */
  public void flags(long flags) {
    putLong(address + MbufLayout.OL_FLAGS, flags);
  }

  /** 32 bits free for the frame's owner. */
  public int mark() {
    return getInt(address + MARK_OFFSET);
  }

  public void mark(int mark) {
    putInt(address + MARK_OFFSET, mark);
  }

  /** 32 more bits free for the frame's owner. */
  public int auxiliary() {
    return getInt(address + AUXILIARY_OFFSET);
  }

  public void auxiliary(int value) {
    putInt(address + AUXILIARY_OFFSET, value);
  }

  /** 64 bits free for the frame's owner, such as the time it was received. */
  public long stamp() {
    return getLong(address + STAMP_OFFSET);
  }

  public void stamp(long stamp) {
    putLong(address + STAMP_OFFSET, stamp);
  }

  private void request(long flags, int l2Length, int l3Length) {
    putLong(address + MbufLayout.OL_FLAGS, flags() | flags);
    putLong(address + MbufLayout.TX_OFFLOAD, MbufLayout.txOffload(l2Length, l3Length, 0, 0));
  }

  private static long ipFlag(int ipVersion) {
    return ipVersion == 6 ? MbufFlags.TX_IPV6 : MbufFlags.TX_IPV4;
  }

  private int dataOffset() {
    return getUnsignedShort(address + MbufLayout.DATA_OFF);
  }

  private void dataOffset(int offset) {
    putShort(address + MbufLayout.DATA_OFF, (short) offset);
  }

  private void changeLength(int delta) {
    putShort(address + MbufLayout.DATA_LEN, (short) (length() + delta));
    putInt(address + MbufLayout.PKT_LEN, packetLength() + delta);
  }
}
