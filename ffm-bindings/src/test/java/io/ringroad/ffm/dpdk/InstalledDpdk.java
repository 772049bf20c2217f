package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringroad.ffm.NativeLoadException;

/** The EAL for integration tests: a process has one, so all tests share it. */
final class InstalledDpdk {
  private static final int MEMORY_MB = 256;

  private InstalledDpdk() {}

  /** Starts the EAL, or skips the test with the reason why it cannot. */
  static Eal eal() {
    String reason = "";
    try {
      DpdkLibrary.require();
    } catch (NativeLoadException e) {
      reason = e.getMessage();
      System.out.println("skipped: " + reason);
    }
    assumeTrue(reason.isEmpty(), reason);
    return Eal.start(EalOptions.virtual(MEMORY_MB));
  }
}
