package io.ringroad.pmd.dpdk;

import io.ringroad.ffm.linux.LibcFiles;
import io.ringroad.ffm.linux.LibcSockets;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The AF_XDP sockets that a device's driver opened. DPDK 22.11 with libxdp leaves one of them open
 * when the device is closed, and while it is open the kernel lets nobody else bind to the
 * interface's queue: so they are closed here, if the driver has not done it.
 *
 * <p>A socket is known by its number and its inode, which no later one has.
 */
final class XdpSockets {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  // asm-generic/socket.h, linux/socket.h
  private static final int SOL_SOCKET = 1;
  private static final int SO_DOMAIN = 39;
  private static final int AF_XDP = 44;

  private final Map<Integer, String> inodes;

  private XdpSockets(Map<Integer, String> inodes) {
    this.inodes = inodes;
  }

  /** All AF_XDP sockets of the process. */
  static XdpSockets open() {
    Map<Integer, String> found = new HashMap<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS);
        Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT, 2);
      for (Path descriptor : descriptors) {
        int fd = Integer.parseInt(descriptor.getFileName().toString());
        String inode = inode(fd);
        if (inode.startsWith("socket:") && domain(fd, value) == AF_XDP) {
          found.put(fd, inode);
        }
      }
    } catch (IOException e) {
      // Without /proc a queue that was closed cannot be opened again; nothing else is lost.
    }
    return new XdpSockets(found);
  }

  private static String inode(int fd) {
    try {
      return Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(fd))).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  private static int domain(int fd, MemorySegment value) {
    MemorySegment length = value.asSlice(Integer.BYTES);
    length.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
    int result = LibcSockets.getsockopt(fd, SOL_SOCKET, SO_DOMAIN, value, length);
    return result < 0 ? -1 : value.get(ValueLayout.JAVA_INT, 0);
  }

  /** Those that were not there before. */
  XdpSockets since(XdpSockets before) {
    Map<Integer, String> added = new HashMap<>(inodes);
    added.entrySet().removeAll(before.inodes.entrySet());
    return new XdpSockets(added);
  }

  /** Closes those that are still open. */
  void close() {
    inodes.forEach(
        (fd, inode) -> {
          if (inode(fd).equals(inode)) {
            LibcFiles.close(fd);
          }
        });
  }
}
