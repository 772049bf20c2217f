package io.ringroad.shim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What /proc/meminfo says of hugepages of the default size. */
final class Hugepages {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final int KB_PER_MB = 1024;

  private Hugepages() {}

  /** Memory in free hugepages, MiB; 0 if there are none or nobody knows. */
  static int freeMb() {
    return (int) (value("HugePages_Free:") * value("Hugepagesize:") / KB_PER_MB);
  }

  private static long value(String name) {
    try (Stream<String> lines = Files.lines(MEMINFO)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
