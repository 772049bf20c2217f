package io.ringroad.fastpath.wire;

import io.ringroad.ffm.NativeMemory;

/**
 * A look at an ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *   0       2       4   5   6       8            14       18           24       28
 *   +-------+-------+---+---+-------+------------+--------+------------+--------+
 *   | hrd 1 |pro 800|hln|pln| op    | sender MAC |sender IP|target MAC |target IP|
 *   +-------+-------+---+---+-------+------------+--------+------------+--------+
 * </pre>
 */
public final class ArpHeader {
  /** Bytes of the packet. */
  public static final int LENGTH = 28;

  public static final int REQUEST = 1;
  public static final int REPLY = 2;

  private static final int HARDWARE = 0;
  private static final int OPERATION = 6;
  private static final int SENDER_MAC = 8;
  private static final int SENDER_IP = 14;
  private static final int TARGET_MAC = 18;
  private static final int TARGET_IP = 24;

  // Hardware Ethernet (1), protocol IPv4 (0x0800), lengths 6 and 4: one 48-bit constant.
  private static final int HARDWARE_AND_PROTOCOL = 0x0001_0800;
  private static final int LENGTHS = 0x0604;

  private long address;

  /** Looks at the packet at {@code address}. */
  public ArpHeader wrap(long address) {
    this.address = address;
    return this;
  }

  /** Writes the fields that say "IPv4 over Ethernet", and the operation. */
  public ArpHeader initialise(int operation) {
    NativeMemory.putIntBe(address + HARDWARE, HARDWARE_AND_PROTOCOL);
    NativeMemory.putShortBe(address + 4, (short) LENGTHS);
    NativeMemory.putShortBe(address + OPERATION, (short) operation);
    return this;
  }

  /** Whether the packet speaks of IPv4 over Ethernet. */
  public boolean isIpv4OverEthernet() {
    return NativeMemory.getIntBe(address + HARDWARE) == HARDWARE_AND_PROTOCOL
        && NativeMemory.getUnsignedShortBe(address + 4) == LENGTHS;
  }

  public int operation() {
    return NativeMemory.getUnsignedShortBe(address + OPERATION);
  }

  public long senderMac() {
    return MacAddresses.read(address + SENDER_MAC);
  }

  public int senderIp() {
    return NativeMemory.getIntBe(address + SENDER_IP);
  }

  public ArpHeader sender(long mac, int ip) {
    MacAddresses.write(address + SENDER_MAC, mac);
    NativeMemory.putIntBe(address + SENDER_IP, ip);
    return this;
  }

  public long targetMac() {
    return MacAddresses.read(address + TARGET_MAC);
  }

  public int targetIp() {
    return NativeMemory.getIntBe(address + TARGET_IP);
  }

  public ArpHeader target(long mac, int ip) {
    MacAddresses.write(address + TARGET_MAC, mac);
    NativeMemory.putIntBe(address + TARGET_IP, ip);
    return this;
  }
}
