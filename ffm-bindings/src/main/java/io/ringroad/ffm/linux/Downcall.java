package io.ringroad.ffm.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * How every libc call of this package is made: the errno is captured by the call itself into memory
 * of the calling thread, because the JVM may change it before Java code could ask. That memory is
 * allocated once for each thread, virtual ones included: a virtual thread stays on its carrier
 * during a call, and the captured value is its own afterwards.
 */
final class Downcall {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATES =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private Downcall() {}

  /** A handle whose first argument is {@link #state}, followed by the function's own arguments. */
  static MethodHandle of(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  /** As {@link #of}, for a function declared with {@code ...} after {@code fixed} arguments. */
  static MethodHandle variadic(
      String name, int fixed, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(fixed));
  }

  /** Where the next call of this thread leaves its errno. */
  static MemorySegment state() {
    return STATES.get();
  }

  /** The result, or the negative errno if it is negative. */
  static int result(int result, MemorySegment state) {
    return result >= 0 ? result : -state.get(JAVA_INT, ERRNO);
  }

  /** The result, or the negative errno if it is negative. */
  static long result(long result, MemorySegment state) {
    return result >= 0 ? result : -state.get(JAVA_INT, ERRNO);
  }

  /** What a handle threw: a bad argument of the caller's (a heap or closed segment), passed on. */
  static RuntimeException thrown(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    throw new AssertionError(e);
  }

  /** libc's text for an errno, such as {@code Operation not permitted}. */
  static String message(int errno) {
    return ErrnoText.of(errno);
  }

  /** Loaded when the first message is asked for. */
  private static final class ErrnoText {
    private static final long MAX_BYTES = 256;
    // man 3 strerrordesc_np: constant strings, unlike strerror's shared buffer.
    private static final MethodHandle DESCRIBE =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("strerrordesc_np"),
            FunctionDescriptor.of(ADDRESS, JAVA_INT));

    static String of(int errno) {
      try {
        MemorySegment text = (MemorySegment) DESCRIBE.invokeExact(errno);
        return text.address() == 0 ? "unknown" : text.reinterpret(MAX_BYTES).getString(0);
      } catch (Throwable e) {
        throw thrown(e);
      }
    }
  }
}
