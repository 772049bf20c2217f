package io.ringroad.fastpath.socket;

import static io.ringroad.ffm.NativeMemory.getByte;
import static io.ringroad.ffm.NativeMemory.getInt;
import static io.ringroad.ffm.NativeMemory.getLong;
import static io.ringroad.ffm.NativeMemory.getShort;
import static io.ringroad.ffm.NativeMemory.putByte;
import static io.ringroad.ffm.NativeMemory.putInt;
import static io.ringroad.ffm.NativeMemory.putLong;
import static io.ringroad.ffm.NativeMemory.putShort;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;

/**
 * What travels with a datagram between a lane and an application: a flyweight over the first bytes
 * of its frame's headroom, which no header reaches while the frame is in a socket's ring.
 *
 * <pre>
 *   buffer start (data - headroom)
 *   +-------------------------------+-------------------------------+  0
 *   | remote address, high       64 | remote address, low        64 |
 *   +-------------------------------+-------------------------------+ 16
 *   | local address, high        64 | local address, low         64 |
 *   +-------------------------------+---------------+---------------+ 32
 *   | time received, ns          64 | interface  32 | rport | lport |
 *   +-------+-------+-------+-------+---------------+---------------+ 48
 *   | tclass| hop   | flags |options| own   |                         53
 *   |       |       |       | bytes | header|
 *   +-------+-------+-------+-------+-------+- - - - - - - - - - - - - - + 64
 *   | IP options, 0 to 40 bytes                                       104
 *   +- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - +
 * </pre>
 *
 * <p>Received: remote is the sender, local the destination on the wire. To send: remote is the
 * destination, a remote port of 0 means the connected peer; local 0 means the socket's own address;
 * traffic class and hop limit count if the flags say so. Numbers are in the machine's byte order.
 * Addresses are IPv4-mapped IPv6. Whoever sends reads all of this before the first header is put in
 * front of the data.
 */
public final class DatagramMetadata {
  /** Bytes of headroom that this takes. */
  public static final int LENGTH_BYTES = 64;

  /** The traffic class is not the socket's own. */
  public static final int HAS_TRAFFIC_CLASS = 1;

  /** The hop limit is not the socket's own. */
  public static final int HAS_HOP_LIMIT = 2;

  /** The data begins with the IP header. */
  public static final int HAS_IP_HEADER = 4;

  /** The data is no datagram but a report that one did not arrive, from lane to lane. */
  public static final int IS_ERROR = 8;

  /** The data is what an IPv6 packet of another protocol than UDP carried, from lane to lane. */
  public static final int IS_RAW_IPV6 = 16;

  /** Most bytes of IP options. */
  public static final int MAX_OPTIONS_BYTES = 40;

  private static final int REMOTE_HIGH = 0;
  private static final int REMOTE_LOW = 8;
  private static final int LOCAL_HIGH = 16;
  private static final int LOCAL_LOW = 24;
  private static final int RECEIVED_NS = 32;
  private static final int INTERFACE = 40;
  private static final int REMOTE_PORT = 44;
  private static final int LOCAL_PORT = 46;
  private static final int TRAFFIC_CLASS = 48;
  private static final int HOP_LIMIT = 49;
  private static final int FLAGS = 50;
  private static final int OPTIONS_BYTES = 51;
  private static final int OPTIONS = LENGTH_BYTES;
  private static final int OWN_HEADER = 52;

  private final Frame frame = new Frame();
  private long base;

  /** Looks at the metadata of a frame, which the caller owns. */
  public DatagramMetadata wrap(long address) {
    frame.wrap(address);
    base = frame.data() - frame.headroom();
    assert frame.headroom() >= LENGTH_BYTES : "headroom";
    return this;
  }

  /** Sets everything to 0. */
  public DatagramMetadata clear() {
    for (int i = 0; i < LENGTH_BYTES; i += Long.BYTES) {
      putLong(base + i, 0);
    }
    return this;
  }

  public long remoteHigh() {
    return getLong(base + REMOTE_HIGH);
  }

  public long remoteLow() {
    return getLong(base + REMOTE_LOW);
  }

  public int remotePort() {
    return getShort(base + REMOTE_PORT) & 0xFFFF;
  }

  public DatagramMetadata remote(long high, long low, int port) {
    putLong(base + REMOTE_HIGH, high);
    putLong(base + REMOTE_LOW, low);
    putShort(base + REMOTE_PORT, (short) port);
    return this;
  }

  public long localHigh() {
    return getLong(base + LOCAL_HIGH);
  }

  public long localLow() {
    return getLong(base + LOCAL_LOW);
  }

  public int localPort() {
    return getShort(base + LOCAL_PORT) & 0xFFFF;
  }

  public DatagramMetadata local(long high, long low, int port) {
    putLong(base + LOCAL_HIGH, high);
    putLong(base + LOCAL_LOW, low);
    putShort(base + LOCAL_PORT, (short) port);
    return this;
  }

  /** The lane's time when the datagram was received. */
  public long receivedNs() {
    return getLong(base + RECEIVED_NS);
  }

  public DatagramMetadata receivedNs(long nowNs) {
    putLong(base + RECEIVED_NS, nowNs);
    return this;
  }

  /** The index of the interface it came in by, or goes out by; 0 = by route. */
  public int interfaceIndex() {
    return getInt(base + INTERFACE);
  }

  public DatagramMetadata interfaceIndex(int index) {
    putInt(base + INTERFACE, index);
    return this;
  }

  public int trafficClass() {
    return getByte(base + TRAFFIC_CLASS) & 0xFF;
  }

  public DatagramMetadata trafficClass(int value) {
    putByte(base + TRAFFIC_CLASS, (byte) value);
    return this;
  }

  public int hopLimit() {
    return getByte(base + HOP_LIMIT) & 0xFF;
  }

  public DatagramMetadata hopLimit(int value) {
    putByte(base + HOP_LIMIT, (byte) value);
    return this;
  }

  /** Bytes of IP options that came with it, or go with it; 0 to send means the socket's own. */
  public int optionsBytes() {
    return getByte(base + OPTIONS_BYTES);
  }

  /** Where the IP options are. */
  public long optionsAddress() {
    return base + OPTIONS;
  }

  /**
   * Copies IP options here, before anything else is written: they may lie under it.
   *
   * @param length 1 to {@link #MAX_OPTIONS_BYTES}, for which there must be headroom
   */
  public DatagramMetadata options(long address, int length) {
    assert frame.headroom() >= OPTIONS + length : "headroom";
    NativeMemory.copy(address, base + OPTIONS, length);
    putByte(base + OPTIONS_BYTES, (byte) length);
    return this;
  }

  /** Sets the IP options, 1 to {@link #MAX_OPTIONS_BYTES}. */
  public DatagramMetadata options(byte[] options) {
    assert frame.headroom() >= OPTIONS + options.length : "headroom";
    NativeMemory.copyFrom(options, 0, base + OPTIONS, options.length);
    putByte(base + OPTIONS_BYTES, (byte) options.length);
    return this;
  }

  /** {@link #HAS_TRAFFIC_CLASS} and its like. */
  public int flags() {
    return getByte(base + FLAGS) & 0xFF;
  }

  public DatagramMetadata flags(int flags) {
    putByte(base + FLAGS, (byte) flags);
    return this;
  }

  /** Whether a raw socket's packet to send brings its IP header (IP_HDRINCL when it was queued). */
  public boolean ownHeader() {
    return getByte(base + OWN_HEADER) != 0;
  }

  public DatagramMetadata ownHeader(boolean own) {
    putByte(base + OWN_HEADER, (byte) (own ? 1 : 0));
    return this;
  }
}
