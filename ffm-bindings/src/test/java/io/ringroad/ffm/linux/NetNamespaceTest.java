package io.ringroad.ffm.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NetNamespaceTest {
  private static final Path CURRENT = Path.of("/proc/thread-self/ns/net");

  @Test
  void aMissingNamespaceIsNamed() {
    LinuxException e =
        assertThrows(
            LinuxException.class, () -> NetNamespace.enter(Path.of("/var/run/netns/rr-none")));
    assertEquals(
        "network namespace /var/run/netns/rr-none: No such file or directory", e.getMessage());
  }

  @Test
  @Tag("integration")
  void entersAndComesBack() throws Exception {
    String name = "rrffm" + ProcessHandle.current().pid();
    boolean made = ip("add", name);
    if (!made) {
      System.out.println("skipped: 'ip netns add' needs root");
    }
    assumeTrue(made, "'ip netns add' needs root");
    try {
      Path before = Files.readSymbolicLink(CURRENT);
      try (NetNamespace entered = NetNamespace.enter(Path.of("/var/run/netns", name))) {
        assertNotEquals(before, Files.readSymbolicLink(CURRENT));
      }
      assertEquals(before, Files.readSymbolicLink(CURRENT));
    } finally {
      ip("del", name);
    }
  }

  @Test
  @Tag("integration")
  void aNewNamespaceIsLeftBehind() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root for a new namespace");
    Path before = Files.readSymbolicLink(CURRENT);
    try (NetNamespace entered = NetNamespace.enterNew()) {
      assertNotEquals(before, Files.readSymbolicLink(CURRENT));
    }
    assertEquals(before, Files.readSymbolicLink(CURRENT));
  }

  private static boolean ip(String verb, String name) throws IOException, InterruptedException {
    return new ProcessBuilder("ip", "netns", verb, name).inheritIO().start().waitFor() == 0;
  }
}
