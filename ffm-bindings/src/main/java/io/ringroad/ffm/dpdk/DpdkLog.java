package io.ringroad.ffm.dpdk;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ringroad.ffm.dpdk.raw.Dpdk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Takes DPDK's log off the terminal into a memory file, from which the lines of one failed call are
 * quoted in its exception. The file is cut when it grows beyond 1 MiB.
 */
final class DpdkLog {
  private static final int QUOTED_LINES = 4;
  private static final long MAX_BYTES = 1 << 20;
  private static final int MFD_CLOEXEC = 1;
  private static final Linker LINKER = Linker.nativeLinker();

  private final RandomAccessFile file;

  private DpdkLog(RandomAccessFile file) {
    this.file = file;
  }

  /** Redirects DPDK's log of this process, before or after the EAL started. */
  static DpdkLog redirect() {
    try (Arena arena = Arena.ofConfined()) {
      int fd =
          (int)
              libc("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT))
                  .invokeExact(arena.allocateFrom("ringroad-dpdk-log"), MFD_CLOEXEC);
      MemorySegment stream =
          (MemorySegment)
              libc("fdopen", FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS))
                  .invokeExact(fd, arena.allocateFrom("a"));
      if (fd < 0 || stream.address() == 0) {
        throw new IllegalStateException("no memory file for DPDK's log");
      }
      Dpdk.rte_openlog_stream(stream);
      return new DpdkLog(new RandomAccessFile("/proc/self/fd/" + fd, "rw"));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("DPDK's log cannot be redirected", e);
    }
  }

  private static MethodHandle libc(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
  }

  /** The log's present end, from which {@link #since} reads. */
  synchronized long mark() {
    try {
      if (file.length() > MAX_BYTES) {
        file.setLength(0); // DPDK appends, so its next line starts the file anew
      }
      return file.length();
    } catch (IOException e) {
      throw new IllegalStateException("DPDK's log cannot be read", e);
    }
  }

  /** The last lines that DPDK logged after the mark, on one line; empty if there are none. */
  synchronized String since(long mark) {
    try {
      byte[] bytes = new byte[(int) Math.max(0, file.length() - mark)];
      file.seek(mark);
      file.readFully(bytes);
      List<String> lines =
          new String(bytes, StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .distinct()
              .toList();
      return String.join(
          " | ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
    } catch (IOException e) {
      throw new IllegalStateException("DPDK's log cannot be read", e);
    }
  }
}
