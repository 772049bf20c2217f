package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Takes a thread out of a blocking libc call: a signal whose handler does nothing, so that the call
 * returns {@code EINTR} (man 7 signal). The handler is installed once for the process, on a
 * real-time signal that neither the JDK nor libc uses.
 *
 * <p>{@code struct sigaction} of x86-64 glibc, zero where nothing is said:
 *
 * <pre>
 *    0         8                   136     140   144         152
 *   +---------+-------------------+-------+-----+-----------+
 *   | handler | mask (1024 bits)  | flags | pad | restorer  |
 *   +---------+-------------------+-------+-----+-----------+
 * </pre>
 */
public final class ThreadSignal {
  /** SIGRTMIN + 21: far from SIGRTMIN (libc) and SIGRTMAX - 2 (the JDK). */
  private static final int SIGNAL = 55;

  private static final long SIGACTION_BYTES = 152;
  private static final long HANDLER_OFFSET = 0;

  private static final MethodHandle SIGACTION =
      Downcall.of("sigaction", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle PTHREAD_SELF = Downcall.of("pthread_self", JAVA_LONG);
  private static final MethodHandle PTHREAD_KILL =
      Downcall.of("pthread_kill", JAVA_INT, JAVA_LONG, JAVA_INT);

  static {
    install();
  }

  private ThreadSignal() {}

  /** The calling thread, for {@link #interrupt}; of a virtual thread, its carrier of the moment. */
  public static long self() {
    try {
      return (long) PTHREAD_SELF.invokeExact(Downcall.state());
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  /**
   * Makes the blocking call that a thread is in return {@code EINTR}. A thread that is not in one
   * notices nothing.
   *
   * @param self of a thread that is alive
   */
  public static void interrupt(long self) {
    try {
      int unused = (int) PTHREAD_KILL.invokeExact(Downcall.state(), self, SIGNAL);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }

  private static void install() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(SIGACTION_BYTES, 8);
      // A handler is a C function of one int; it must not be Java code, and abs(3) does no harm.
      action.set(ADDRESS, HANDLER_OFFSET, Linker.nativeLinker().defaultLookup().findOrThrow("abs"));
      int result =
          (int) SIGACTION.invokeExact(Downcall.state(), SIGNAL, action, MemorySegment.NULL);
      if (result != 0) {
        throw new IllegalStateException("sigaction failed for signal " + SIGNAL);
      }
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
