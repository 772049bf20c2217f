package io.ringroad.pmd.dpdk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringroad.ffm.NativeLoadException;
import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.EalOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What integration tests need of the machine: DPDK, root, interfaces of their own. */
final class Dpdk {
  private static final int MEMORY_MB = 256;

  private Dpdk() {}

  /**
   * Starts the EAL, of which a process has one, or skips the test with the reason why it cannot.
   */
  static Eal eal() {
    String reason = "";
    try {
      return Eal.start(EalOptions.virtual(MEMORY_MB));
    } catch (NativeLoadException e) {
      reason = e.getMessage();
    }
    skipUnless(false, reason);
    throw new AssertionError();
  }

  static void requireRoot() throws IOException {
    boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    skipUnless(root, "interfaces are made by root alone");
  }

  private static void skipUnless(boolean condition, String reason) {
    if (!condition) {
      System.out.println("skipped: " + reason);
    }
    assumeTrue(condition, reason);
  }

  /** Runs a command to its end; fails if it fails. */
  /** A name that this process alone uses, and by which its scripts find what it left behind. */
  static String ownName(String name) {
    return name + "-" + ProcessHandle.current().pid();
  }

  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output.strip());
    }
    return output;
  }

  /** Runs a command whose failure does not matter. */
  static void tryToRun(String... command) throws InterruptedException {
    try {
      run(command);
    } catch (IOException e) {
      // Such as deleting what is not there.
    }
  }
}
