package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;

/**
 * The CPUs on which the current platform thread may run (man 2 sched_setaffinity). Threads that it
 * creates afterwards inherit them.
 */
public final class Affinity {
  /** CPUs that a set can hold (man 3 CPU_SET). */
  public static final int MAX_CPUS = 1024;

  static final int SET_BYTES = MAX_CPUS / Byte.SIZE;
  private static final int CURRENT_THREAD = 0;
  private static final MethodHandle SET =
      Downcall.of("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle GET =
      Downcall.of("sched_getaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

  private Affinity() {}

  /** The CPUs on which the current thread may run. */
  public static BitSet get() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES);
      LinuxException.check("sched_getaffinity", call(GET, set));
      return BitSet.valueOf(set.toArray(JAVA_BYTE));
    }
  }

  /**
   * Lets the current thread run on these CPUs alone.
   *
   * @param cpus at least one CPU, each below {@link #MAX_CPUS}; those that the machine lacks are
   *     left out by the kernel
   * @throws LinuxException if the machine, or the process's cpuset, has none of them
   */
  public static void set(BitSet cpus) {
    LinuxException.requirePlatformThread("CPU affinity");
    if (cpus.isEmpty() || cpus.length() > MAX_CPUS) {
      throw new IllegalArgumentException(
          "CPUs " + cpus + ": at least one is needed, each below " + MAX_CPUS);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES);
      MemorySegment.copy(
          MemorySegment.ofArray(cpus.toByteArray()), 0, set, 0, cpus.toByteArray().length);
      LinuxException.check("no CPU of " + cpus + " can be used", call(SET, set));
    }
  }

  /** Pins the current thread to one CPU. */
  public static void pin(int cpu) {
    BitSet one = new BitSet();
    one.set(cpu);
    set(one);
  }

  private static int call(MethodHandle function, MemorySegment set) {
    try {
      MemorySegment state = Downcall.state();
      return Downcall.result(
          (int) function.invokeExact(state, CURRENT_THREAD, (long) SET_BYTES, set), state);
    } catch (Throwable e) {
      throw Downcall.thrown(e);
    }
  }
}
