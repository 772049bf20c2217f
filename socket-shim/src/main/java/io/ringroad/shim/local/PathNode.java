package io.ringroad.shim.local;

import static io.ringroad.ffm.linux.LibcNodes.O_CLOEXEC;
import static io.ringroad.ffm.linux.LibcNodes.O_NOFOLLOW;
import static io.ringroad.ffm.linux.LibcNodes.O_PATH;
import static io.ringroad.ffm.linux.LibcNodes.S_IFMT;
import static io.ringroad.ffm.linux.LibcNodes.S_IFSOCK;
import static io.ringroad.shim.Errno.EADDRINUSE;
import static io.ringroad.shim.Errno.ECONNREFUSED;
import static io.ringroad.shim.Errno.EEXIST;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.ffm.linux.LibcFiles;
import io.ringroad.ffm.linux.LibcNodes;
import io.ringroad.ffm.linux.Stat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The node of the file system that a path names. What a path means is the file system's business,
 * links, permissions and renaming included: the engine knows the node by its device and number.
 *
 * @param handle an O_PATH descriptor of this process, so that the number is not given to another
 *     node while a socket is bound to this one; -1 for a node that was only looked up
 */
record PathNode(long device, long inode, int handle) {
  private static final int MODE = S_IFSOCK | 0777;

  /** What identifies a node. */
  record Key(long device, long inode) {}

  /** Receives a node, or hears why there is none. */
  static final class Result {
    PathNode node;

    /** 0 or a negated errno. */
    int error;
  }

  Key key() {
    return new Key(device, inode);
  }

  /** Makes the node that bind(2) makes. */
  static Result create(UnixName name) {
    Result result = new Result();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(JAVA_BYTE, name.bytes());
      result.error = LibcNodes.mknod(path, MODE);
      if (result.error == -EEXIST) {
        result.error = -EADDRINUSE;
      }
      if (result.error == 0) {
        open(arena, path, result);
      }
    }
    return result;
  }

  private static void open(Arena arena, MemorySegment path, Result result) {
    int handle = LibcFiles.open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
    if (handle < 0) {
      LibcFiles.unlink(path);
      result.error = handle;
      return;
    }
    MemorySegment stat = arena.allocate(Stat.SIZE, 8);
    LibcNodes.fstat(handle, stat);
    result.node = new PathNode(Stat.device(stat), Stat.inode(stat), handle);
  }

  /** Looks up the node that connect(2) or sendto(2) means, in the kernel's order of checks. */
  static Result find(UnixName name) {
    Result result = new Result();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(JAVA_BYTE, name.bytes());
      MemorySegment stat = arena.allocate(Stat.SIZE, 8);
      result.error = LibcNodes.stat(path, stat);
      if (result.error == 0) {
        result.error = LibcNodes.writable(path);
      }
      if (result.error == 0 && (Stat.mode(stat) & S_IFMT) != S_IFSOCK) {
        result.error = -ECONNREFUSED;
      }
      if (result.error == 0) {
        result.node = new PathNode(Stat.device(stat), Stat.inode(stat), -1);
      }
    }
    return result;
  }

  /** Removes what {@link #create} made: the socket had a name already. */
  void undo(UnixName name) {
    try (Arena arena = Arena.ofConfined()) {
      LibcFiles.unlink(arena.allocateFrom(JAVA_BYTE, name.bytes()));
    }
    forget();
  }

  /** Lets the number go; the node itself stays until somebody unlinks it, as on Linux. */
  void forget() {
    LibcFiles.close(handle);
  }
}
