package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EalOptionsTest {
  @Test
  void virtualDevicesNeedNeitherHugepagesNorPci() {
    List<String> line = EalOptions.virtual(64).commandLine("0-3");
    assertTrue(line.containsAll(List.of("--no-huge", "--no-pci", "--lcores=0@(0-3)")));
    assertEquals("64", line.get(line.indexOf("-m") + 1));
  }

  @Test
  void hugepagesAndPciLeaveNothingBehindAndTakeNoDevice() {
    EalOptions options = EalOptions.virtual(64).withHugepages(true).withPci(true);
    List<String> line = options.commandLine("0");
    assertTrue(line.contains("--in-memory"));
    assertFalse(line.contains("--no-huge"));
    assertFalse(line.contains("--no-pci"));
    assertEquals("0000:00:00.0", line.get(line.indexOf("-a") + 1));
  }

  @Test
  void extraArgumentsComeLast() {
    EalOptions options = EalOptions.virtual(64).withExtraArguments(List.of("--iova-mode=va"));
    assertEquals("--iova-mode=va", options.commandLine("0").getLast());
  }

  @Test
  void tooLittleMemoryIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> EalOptions.virtual(15));
  }
}
