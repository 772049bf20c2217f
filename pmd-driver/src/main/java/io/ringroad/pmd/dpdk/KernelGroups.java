package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.linux.LibcFiles;
import io.ringroad.ffm.linux.LibcSockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes the kernel's driver of an interface receive multicast addresses (packet(7)): DPDK's drivers
 * on top of the kernel do not. One thread at a time. The structure:
 *
 * <pre>
 *   packet_mreq   0 interface's number   4 type   6 length of the address   8 address (16 bytes)
 * </pre>
 */
final class KernelGroups implements AutoCloseable {
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NO_PROTOCOL = 0; // so that it receives nothing itself
  private static final long SIOCGIFINDEX = 0x8933;
  private static final int IFREQ_BYTES = 40;
  private static final int IF_NAME_BYTES = 16;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_ADD_MEMBERSHIP = 1;
  private static final int PACKET_DROP_MEMBERSHIP = 2;
  private static final short PACKET_MR_MULTICAST = 0;
  private static final int MREQ_BYTES = 16;
  private static final int MAC_BYTES = 6;

  private final int fd;
  private final int interfaceNumber;
  private Set<Long> received = new HashSet<>();

  private KernelGroups(int fd, int interfaceNumber) {
    this.fd = fd;
    this.interfaceNumber = interfaceNumber;
  }

  /** For an interface of the calling thread's network namespace; null if the kernel refuses. */
  static KernelGroups open(String interfaceName) {
    int fd = LibcSockets.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, NO_PROTOCOL);
    if (fd < 0) {
      return null;
    }
    int number = number(fd, interfaceName);
    if (number <= 0) {
      LibcFiles.close(fd);
      return null;
    }
    return new KernelGroups(fd, number);
  }

  private static int number(int fd, String interfaceName) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_BYTES, Long.BYTES);
      request.setString(0, interfaceName);
      int result = LibcFiles.ioctl(fd, SIOCGIFINDEX, request);
      return result < 0 ? result : request.get(ValueLayout.JAVA_INT, IF_NAME_BYTES);
    }
  }

  /**
   * The addresses to be received, in place of those before. What the kernel refuses is left out.
   */
  void set(long... addresses) {
    Set<Long> wanted = new HashSet<>();
    for (long address : addresses) {
      wanted.add(address);
      if (!received.contains(address)) {
        change(PACKET_ADD_MEMBERSHIP, address);
      }
    }
    for (long address : received) {
      if (!wanted.contains(address)) {
        change(PACKET_DROP_MEMBERSHIP, address);
      }
    }
    received = wanted;
  }

  private void change(int name, long address) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(MREQ_BYTES, Integer.BYTES);
      request.set(ValueLayout.JAVA_INT, 0, interfaceNumber);
      request.set(ValueLayout.JAVA_SHORT, 4, PACKET_MR_MULTICAST);
      request.set(ValueLayout.JAVA_SHORT, 6, (short) MAC_BYTES);
      for (int i = 0; i < MAC_BYTES; i++) {
        int shift = Byte.SIZE * (MAC_BYTES - 1 - i);
        request.set(ValueLayout.JAVA_BYTE, 8 + i, (byte) (address >>> shift));
      }
      LibcSockets.setsockopt(fd, SOL_PACKET, name, request, MREQ_BYTES);
    }
  }

  /** The kernel forgets the addresses with the socket. */
  @Override
  public void close() {
    LibcFiles.close(fd);
  }
}
