package io.ringroad.ffm.dpdk;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.ringroad.ffm.NativeMemory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The call that all burst functions share: {@code uint16_t f(void *queue, struct rte_mbuf **array,
 * uint16_t count)}. They are inline in C, so their addresses come from {@code rte_eth_fp_ops}; the
 * handle is one constant that takes the address as its first argument, and allocates nothing.
 */
final class BurstCall {
  // Critical: a burst function polls and never blocks, and so skips the thread state transition.
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_SHORT),
              Linker.Option.critical(false));

  private BurstCall() {}

  static int invoke(MemorySegment function, long queue, long array, int count) {
    try {
      return Short.toUnsignedInt((short) CALL.invokeExact(function, queue, array, (short) count));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** The driver's own data of a queue: element of an array of pointers. */
  static long queueData(MemorySegment array, int queue) {
    return NativeMemory.getLong(array.address() + (long) queue * Long.BYTES);
  }
}
