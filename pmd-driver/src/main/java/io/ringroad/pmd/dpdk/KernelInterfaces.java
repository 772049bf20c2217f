package io.ringroad.pmd.dpdk;

import io.ringroad.pmd.NicSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The kernel's interfaces, as the calling thread's network namespace has them. */
final class KernelInterfaces {
  private static final Path LIST = Path.of("/proc/thread-self/net/dev");
  private static final int HEADING_LINES = 2;

  private KernelInterfaces() {}

  /**
   * Checks that the device's interface exists: the drivers' own messages do not say it.
   *
   * @throws IllegalArgumentException if it does not; one sentence
   */
  static void require(NicSpec spec) {
    List<String> names = names();
    if (!names.isEmpty() && !names.contains(spec.interfaceName())) {
      throw new IllegalArgumentException(
          "device '%s': there is no interface '%s' in this network namespace, which has %s."
              .formatted(spec, spec.interfaceName(), String.join(", ", names)));
    }
  }

  /** Names of all interfaces, none if the kernel does not say. */
  private static List<String> names() {
    try {
      return Files.readAllLines(LIST).stream()
          .skip(HEADING_LINES)
          .map(line -> line.substring(0, line.indexOf(':')).strip())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The interface's MTU, or the default if it is larger or unknown. */
  static int mtu(String name, int defaultMtu) {
    if (name.isEmpty()) {
      return defaultMtu;
    }
    try {
      String text = Files.readString(Path.of("/sys/class/net", name, "mtu")).strip();
      return Math.min(Integer.parseInt(text), defaultMtu);
    } catch (IOException | NumberFormatException e) {
      return defaultMtu;
    }
  }
}
