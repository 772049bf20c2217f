package io.ringroad.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/**
 * Shared libraries opened by their soname, through the dynamic linker's own search path (man 3
 * dlopen). A library that was opened stays open for the life of the process.
 */
public final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Opens a library if the dynamic linker finds it.
   *
   * @param soname name with its ABI version, such as {@code librte_eal.so.23}
   * @return its symbols, or empty if it, or a library that it needs, is missing
   */
  public static Optional<SymbolLookup> find(String soname) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(soname, Arena.global()));
    } catch (IllegalArgumentException missing) {
      return Optional.empty();
    }
  }

  /**
   * Opens a library.
   *
   * @param soname name with its ABI version
   * @param remedy what the user can do if it is missing, such as {@code install it with '...'}
   * @throws NativeLoadException if the dynamic linker cannot load it
   */
  public static SymbolLookup load(String soname, String remedy) {
    return find(soname)
        .orElseThrow(() -> new NativeLoadException(soname + " cannot be loaded; " + remedy + "."));
  }
}
