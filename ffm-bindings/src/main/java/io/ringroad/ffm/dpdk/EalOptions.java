package io.ringroad.ffm.dpdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How the EAL is started.
 *
 * @param memoryMb memory that DPDK may take, MiB, at least 16: all frames of all pools live in it
 *     (one frame of the default size takes about 2.5 KiB)
 * @param hugepages whether the memory comes from hugepages; without them, from ordinary pages
 * @param pci whether PCI devices can be probed
 * @param extraArguments further arguments of EAL's own command line, such as {@code
 *     --single-file-segments}; the later of two that contradict each other wins
 */
public record EalOptions(
    int memoryMb, boolean hugepages, boolean pci, List<String> extraArguments) {
  private static final int MIN_MEMORY_MB = 16;
  private static final String NO_PCI_DEVICE = "0000:00:00.0";

  public EalOptions {
    if (memoryMb < MIN_MEMORY_MB) {
      throw new IllegalArgumentException(
          "memoryMb is %d, but must be at least %d".formatted(memoryMb, MIN_MEMORY_MB));
    }
    extraArguments = List.copyOf(Objects.requireNonNull(extraArguments, "extraArguments"));
  }

  /** Ordinary pages and virtual devices alone: works on any Linux. */
  public static EalOptions virtual(int memoryMb) {
    return new EalOptions(memoryMb, false, false, List.of());
  }

  /** These options with hugepages on or off. */
  public EalOptions withHugepages(boolean on) {
    return new EalOptions(memoryMb, on, pci, extraArguments);
  }

  /** These options with PCI devices on or off. */
  public EalOptions withPci(boolean on) {
    return new EalOptions(memoryMb, hugepages, on, extraArguments);
  }

  /** These options with other extra arguments. */
  public EalOptions withExtraArguments(List<String> arguments) {
    return new EalOptions(memoryMb, hugepages, pci, arguments);
  }

  /**
   * EAL's command line.
   *
   * @param cpus the CPUs that the process may run on, as EAL writes sets: {@code 0-3,6}
   */
  List<String> commandLine(String cpus) {
    List<String> line = new ArrayList<>();
    line.add("ringroad");
    // One EAL thread, on all CPUs: lanes are threads of Java that register themselves.
    line.add("--lcores=0@(" + cpus + ")");
    line.add("--no-telemetry");
    line.add("-m");
    line.add(Integer.toString(memoryMb));
    if (hugepages) {
      // No files in hugetlbfs or /var/run to leave behind, no clash with another process.
      line.add("--in-memory");
    } else {
      // Without hugepages EAL has memory of its own anyway, and refuses --in-memory.
      line.add("--no-huge");
      line.add("--no-shconf");
    }
    if (pci) {
      // An allow-list of a device that is none: the bus is there, nothing is taken from the kernel.
      line.add("-a");
      line.add(NO_PCI_DEVICE);
    } else {
      line.add("--no-pci");
    }
    line.addAll(extraArguments);
    return line;
  }
}
