package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.NativeLibrary;
import io.ringroad.ffm.NativeLoadException;
import io.ringroad.ffm.dpdk.raw.Dpdk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds DPDK's shared libraries before the generated bindings touch them, so that a missing or
 * different DPDK is one sentence instead of a linkage error.
 */
final class DpdkLibrary {
  /** The ABI that the bindings were generated for: DPDK 22.11 and its compatible successors. */
  static final int ABI = 23;

  private static final int OLDEST_ABI = 20;
  private static final int NEWEST_ABI = 30;
  private static final List<String> NAMES = List.of("eal", "mbuf", "mempool", "ethdev");
  private static final String REMEDY =
      "install DPDK 22.11 with 'apt-get install librte-meta-net librte-meta-mempool"
          + " librte-meta-bus' (Debian 12)";

  private DpdkLibrary() {}

  /**
   * Makes sure that the installed DPDK is the one that the bindings describe.
   *
   * @throws NativeLoadException if it is not, in one sentence
   */
  static void require() {
    require(soname -> NativeLibrary.find(soname).isPresent(), ABI);
  }

  /** As {@link #require()}, of an ABI, with the question whether a library can be loaded. */
  static void require(Predicate<String> loadable, int abi) {
    for (String name : NAMES) {
      if (!loadable.test(soname(name, abi))) {
        throw new NativeLoadException(diagnosis(loadable, name, abi) + "; " + REMEDY + ".");
      }
    }
  }

  private static String diagnosis(Predicate<String> loadable, String name, int abi) {
    String wanted = soname(name, abi);
    for (int other = NEWEST_ABI; other >= OLDEST_ABI; other--) {
      if (other != abi && loadable.test(soname(name, other))) {
        return "DPDK with ABI %d is installed (%s), but Ringroad needs ABI %d (%s)"
            .formatted(other, soname(name, other), abi, wanted);
      }
    }
    return "DPDK was not found: " + wanted + " cannot be loaded";
  }

  private static String soname(String name, int abi) {
    return "librte_" + name + ".so." + abi;
  }

  /**
   * The calling thread's {@code rte_errno}. It is a thread-local variable of C, whose address the
   * dynamic linker computes for the thread that asks, so the answer is never kept.
   */
  static int errno() {
    SymbolLookup eal = NativeLibrary.load(soname("eal", ABI), REMEDY);
    return eal.findOrThrow("per_lcore__rte_errno")
        .reinterpret(Integer.BYTES)
        .get(ValueLayout.JAVA_INT, 0);
  }

  /** DPDK's own text for an errno. */
  static String message(int errno) {
    MemorySegment text = Dpdk.rte_strerror(errno);
    return text.getString(0);
  }
}
