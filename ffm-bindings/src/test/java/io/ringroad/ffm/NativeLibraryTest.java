package io.ringroad.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  @Test
  void findsSymbolsOfAnInstalledLibrary() {
    assertTrue(NativeLibrary.load("libc.so.6", "install libc").find("socket").isPresent());
  }

  @Test
  void aMissingLibraryIsOneSentenceWithTheRemedy() {
    NativeLoadException e =
        assertThrows(
            NativeLoadException.class,
            () -> NativeLibrary.load("libnone.so.7", "install it with 'apt-get install none'"));
    assertEquals(
        "libnone.so.7 cannot be loaded; install it with 'apt-get install none'.", e.getMessage());
  }
}
