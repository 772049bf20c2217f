package io.ringroad.ffm.dpdk;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringroad.ffm.NativeLoadException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DpdkLibraryTest {
  private static final String REMEDY =
      "install DPDK 22.11 with 'apt-get install librte-meta-net librte-meta-mempool"
          + " librte-meta-bus' (Debian 12).";

  @Test
  void aMissingDpdkIsOneSentenceWithThePackages() {
    NativeLoadException e =
        assertThrows(
            NativeLoadException.class, () -> DpdkLibrary.require(soname -> false, DpdkLibrary.ABI));
    assertEquals(
        "DPDK was not found: librte_eal.so.23 cannot be loaded; " + REMEDY, e.getMessage());
  }

  @Test
  void aMissingPartOfDpdkIsNamed() {
    NativeLoadException e =
        assertThrows(
            NativeLoadException.class,
            () -> DpdkLibrary.require(soname -> !soname.contains("ethdev"), DpdkLibrary.ABI));
    assertTrue(e.getMessage().contains("librte_ethdev.so.23"), e.getMessage());
  }

  @Test
  void anotherAbiIsNamedBesideTheOneThatIsNeeded() {
    Set<String> installed = Set.of("librte_eal.so.24");
    NativeLoadException e =
        assertThrows(
            NativeLoadException.class,
            () -> DpdkLibrary.require(installed::contains, DpdkLibrary.ABI));
    assertEquals(
        "DPDK with ABI 24 is installed (librte_eal.so.24), but Ringroad needs ABI 23"
            + " (librte_eal.so.23); "
            + REMEDY,
        e.getMessage());
  }

  @Test
  void aCompleteDpdkIsAccepted() {
    assertDoesNotThrow(
        () -> DpdkLibrary.require(soname -> soname.endsWith(".so.23"), DpdkLibrary.ABI));
  }
}
