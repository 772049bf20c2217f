package io.ringroad.shim.script;

import io.ringroad.ffm.linux.LibcFiles;
import io.ringroad.shim.Errno;
import io.ringroad.shim.abi.FileControl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** A network device of the kernel whose other end is this program; carries IP packets. */
final class Tun implements AutoCloseable {
  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFREQ_BYTES = 40;
  private static final int FLAGS_OFFSET = 16;
  private static final short IFF_TUN_NO_PI = 0x1001;
  private static final int MAX_PACKET_BYTES = 65_536;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(MAX_PACKET_BYTES);
  private final int fd;

  /** Makes the device in the network namespace of the calling thread, which alone uses it. */
  Tun(String name) {
    fd =
        LibcFiles.open(
            arena.allocateFrom("/dev/net/tun"), FileControl.O_RDWR | FileControl.O_NONBLOCK, 0);
    check("open /dev/net/tun", fd);
    MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
    request.setString(0, name);
    request.set(ValueLayout.JAVA_SHORT, FLAGS_OFFSET, IFF_TUN_NO_PI);
    check("make the device " + name, LibcFiles.ioctl(fd, TUNSETIFF, request));
  }

  static void check(String what, int result) {
    if (result < 0) {
      throw new IllegalStateException("cannot " + what + ": " + Errno.name(-result));
    }
  }

  /** The next packet that the kernel sent, null if there is none. */
  byte[] read() {
    long length = LibcFiles.read(fd, buffer, MAX_PACKET_BYTES);
    return length <= 0
        ? null
        : Arrays.copyOf(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), (int) length);
  }

  /** Has the kernel receive a packet; false if it refuses. */
  boolean write(byte[] packet, int offset) {
    int length = packet.length - offset;
    MemorySegment.copy(packet, offset, buffer, ValueLayout.JAVA_BYTE, 0, length);
    return LibcFiles.write(fd, buffer, length) == length;
  }

  @Override
  public void close() {
    LibcFiles.close(fd);
    arena.close();
  }
}
