package io.ringroad.perf.veth;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What these tests need; without it they are skipped and say why. */
final class Requirements {
  private Requirements() {}

  static void rootAndDpdk() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root for namespaces");
    assumeTrue(onPath("dpdk-testpmd"), "needs DPDK: apt-get install dpdk libdpdk-dev");
    for (String tool : new String[] {"ip", "nsenter", "ethtool", "nft", "ping", "nc", "curl"}) {
      program(tool);
    }
  }

  static void program(String name) {
    assumeTrue(onPath(name), "needs the program " + name + ": run scripts/setup.sh");
  }

  private static boolean onPath(String program) {
    for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
