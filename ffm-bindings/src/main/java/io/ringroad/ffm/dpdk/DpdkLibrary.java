package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.NativeLibrary;
import io.ringroad.ffm.NativeLoadException;
import io.ringroad.ffm.dpdk.raw.Dpdk;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.List;

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
    require(ABI);
  }

  /** As {@link #require()}, for the ABI number that the libraries' names end in. */
  static void require(int abi) {
    for (String name : NAMES) {
      String soname = soname(name, abi);
      if (NativeLibrary.find(soname).isEmpty()) {
        throw new NativeLoadException(diagnosis(soname, name, abi) + "; " + REMEDY + ".");
      }
    }
  }

  private static String diagnosis(String soname, String name, int abi) {
    for (int other = NEWEST_ABI; other >= OLDEST_ABI; other--) {
      if (other != abi && NativeLibrary.find(soname(name, other)).isPresent()) {
        return "DPDK with ABI %d is installed (%s), but Ringroad needs ABI %d (%s)"
            .formatted(other, soname(name, other), abi, soname);
      }
    }
    return "DPDK was not found: " + soname + " cannot be loaded";
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
