package io.ringroad.ffm.dpdk;

import io.ringroad.ffm.NativeLoadException;
import io.ringroad.ffm.dpdk.raw.Dpdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * DPDK's environment abstraction layer, of which a process has one, once: it is started by whoever
 * needs it first and then shared, and after {@link #stop} it cannot be started again. Devices and
 * pools come and go while it runs. All methods may be called from any thread.
 */
public final class Eal {
  private static Eal instance;
  private static DpdkException startFailure;

  private final List<String> arguments;
  private final DpdkLog log;
  private volatile boolean running = true;

  private Eal(List<String> arguments, DpdkLog log) {
    this.arguments = arguments;
    this.log = log;
  }

  /**
   * Starts the EAL, or returns the one that runs, whatever options that was started with (see
   * {@link #arguments}). Takes about half a second the first time.
   *
   * @throws NativeLoadException if DPDK 22.11 is not installed; the sentence names the packages
   * @throws DpdkException if the EAL does not start, with what DPDK said; it cannot be tried again
   *     in the same process
   * @throws IllegalStateException if the EAL was already stopped in this process
   */
  public static synchronized Eal start(EalOptions options) {
    if (startFailure != null) {
      // EAL keeps half of what it parsed: a second attempt would fail for another reason.
      throw new DpdkException(startFailure.getMessage(), startFailure.errno());
    }
    if (instance == null) {
      DpdkLibrary.require();
      List<String> arguments = options.commandLine(allowedCpus());
      Eal eal = new Eal(arguments, DpdkLog.redirect());
      eal.initialise();
      instance = eal;
    }
    instance.requireRunning();
    return instance;
  }

  private static String allowedCpus() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      throw new UncheckedIOException("/proc/self/status cannot be read", e);
    }
  }

  /**
   * rte_eal_init sets the affinity of the thread that calls it, and threads inherit that from their
   * creator; so it has a thread of its own, and nobody else's affinity changes.
   */
  private void initialise() {
    Throwable[] failure = new Throwable[1];
    Thread thread = Thread.ofPlatform().name("ringroad-eal").daemon().unstarted(this::callInit);
    thread.setUncaughtExceptionHandler((ignored, e) -> failure[0] = e);
    thread.start();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure[0] instanceof DpdkException e) {
      startFailure = e;
      throw e;
    }
    if (failure[0] != null) {
      throw new IllegalStateException("the EAL cannot be started", failure[0]);
    }
  }

  private void callInit() {
    // EAL keeps pointers into its arguments: they live as long as the process.
    Arena arena = Arena.global();
    MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
    for (int i = 0; i < arguments.size(); i++) {
      argv.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(arguments.get(i)));
    }
    long mark = log.mark();
    if (Dpdk.rte_eal_init(arguments.size(), argv) < 0) {
      throw failure("EAL does not start with " + arguments, DpdkLibrary.errno(), mark);
    }
  }

  /** The command line that the EAL was started with. */
  public List<String> arguments() {
    return arguments;
  }

  /** DPDK's name and version, such as {@code DPDK 22.11.11}. */
  public String version() {
    return Dpdk.rte_version().getString(0);
  }

  /**
   * Makes the calling thread known to DPDK, which a thread needs before it touches a pool or a
   * queue: it gets an lcore id, and with it caches of its own. Must be a platform thread.
   *
   * @throws DpdkException if DPDK has no lcore id left (128 in all)
   */
  public void registerThread() {
    requireRunning();
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread cannot be registered with DPDK");
    }
    long mark = log.mark();
    if (Dpdk.rte_thread_register() < 0) {
      throw failure("rte_thread_register", DpdkLibrary.errno(), mark);
    }
  }

  /** Undoes {@link #registerThread}, on the same thread; its caches go back to the pools. */
  public void unregisterThread() {
    Dpdk.rte_thread_unregister();
  }

  /** Ends the EAL for good: no pool or device of this process may be used afterwards. */
  public static synchronized void stop() {
    if (instance != null && instance.running) {
      instance.running = false;
      Dpdk.rte_eal_cleanup();
    }
  }

  /** Whether the EAL was not stopped yet. */
  public boolean isRunning() {
    return running;
  }

  void requireRunning() {
    if (!running) {
      throw new IllegalStateException(
          "DPDK was stopped in this process, and it cannot be started twice.");
    }
  }

  /**
   * Makes a call whose result says by a negative errno that it failed.
   *
   * @return its result, 0 or more
   * @throws DpdkException if it is negative
   */
  int check(String what, IntSupplier call) {
    requireRunning();
    long mark = log.mark();
    int result = call.getAsInt();
    if (result < 0) {
      throw failure(what, -result, mark);
    }
    return result;
  }

  /** The log's end, for a {@link #failure} of a call that follows. */
  long logMark() {
    requireRunning();
    return log.mark();
  }

  /**
   * The exception for a failed call: what it was, DPDK's text for the errno, and what it logged.
   */
  DpdkException failure(String what, int errno, long mark) {
    String logged = log.since(mark);
    return new DpdkException(
        what
            + ": "
            + DpdkLibrary.message(errno)
            + (logged.isEmpty() ? "" : " (DPDK says: " + logged + ")"),
        errno);
  }
}
