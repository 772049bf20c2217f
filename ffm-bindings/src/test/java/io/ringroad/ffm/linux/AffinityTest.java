package io.ringroad.ffm.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class AffinityTest {
  @Test
  void pinsOneThreadAndNoOther() throws Exception {
    BitSet before = Affinity.get();
    int cpu = before.nextSetBit(0);
    FutureTask<BitSet> pinned =
        new FutureTask<>(
            () -> {
              Affinity.pin(cpu);
              return Affinity.get();
            });
    Thread.ofPlatform().start(pinned);
    BitSet expected = new BitSet();
    expected.set(cpu);
    assertEquals(expected, pinned.get());
    assertEquals(before, Affinity.get());
  }

  @Test
  void aCpuThatTheMachineLacksIsRefusedWithTheKernelsReason() {
    LinuxException e =
        assertThrows(LinuxException.class, () -> Affinity.pin(Affinity.MAX_CPUS - 1));
    assertEquals("no CPU of {1023} can be used: Invalid argument", e.getMessage());
    assertEquals(22, e.errno());
  }

  @Test
  void noCpuAtAllIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Affinity.set(new BitSet()));
    assertThrows(IllegalArgumentException.class, () -> Affinity.pin(Affinity.MAX_CPUS));
  }

  @Test
  void aVirtualThreadCannotBePinned() {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              Affinity.pin(0);
              return null;
            });
    Thread.startVirtualThread(task);
    ExecutionException e = assertThrows(ExecutionException.class, task::get);
    assertInstanceOf(IllegalStateException.class, e.getCause());
  }
}
