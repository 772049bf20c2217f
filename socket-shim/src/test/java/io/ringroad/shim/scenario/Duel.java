package io.ringroad.shim.scenario;

import io.ringroad.pmd.NativeFramePool;
import java.lang.foreign.Arena;
import java.util.List;

/**
 * Plays programs on the kernel and on an engine, step by step. A step is over when what can be seen
 * of all descriptors is the same on both sides, or stays different for longer than a timer of
 * either side would need to change it. Used by one thread.
 */
final class Duel implements AutoCloseable {
  private static final int FRAMES = 4_096;
  private static final int FIRST_PORT = 2_000;
  private static final int PORTS_EACH = 4;
  private static final int PLAYS_IN_A_NAMESPACE = 5_000;

  /** Of half a millisecond for the kernel, and two for the engine. */
  private static final int PATIENCE = 500;

  private final NativeFramePool pool = new NativeFramePool(FRAMES);
  private int plays;

  /** Plays a program; null if both gave the same, but for what is declared. */
  Difference play(List<Step> program) {
    if (plays % PLAYS_IN_A_NAMESPACE == 0) {
      KernelStack.enterNamespace();
    }
    int firstPort = FIRST_PORT + plays++ % PLAYS_IN_A_NAMESPACE * PORTS_EACH;
    try (Arena arena = Arena.ofShared();
        Stack kernel = new KernelStack();
        Stack engine = new EngineStack(pool, plays)) {
      Machine onKernel = new Machine(kernel.calls(), arena, firstPort);
      Machine onEngine = new Machine(engine.calls(), arena, firstPort);
      try {
        return new Play(
                kernel, onKernel, engine, onEngine, program, new Ports(firstPort, PORTS_EACH))
            .run();
      } finally {
        onKernel.closeAll();
        onEngine.closeAll();
      }
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  /** One program in the middle of it. */
  private record Play(
      Stack kernel,
      Machine onKernel,
      Stack engine,
      Machine onEngine,
      List<Step> program,
      Ports ports) {
    Difference run() {
      for (int i = 0; i < program.size(); i++) {
        Step step = program.get(i);
        Outcome first = onKernel.run(step);
        Outcome second = onEngine.run(step);
        settle();
        for (int turn = 0; !ports.match(first, second); turn++) {
          if (!step.observes() || turn == PATIENCE) {
            return declared(i, first.result(), false, first, second);
          }
          pass();
          first = onKernel.run(step);
          second = onEngine.run(step);
        }
        long result = first.result();
        first = onKernel.look();
        second = onEngine.look();
        for (int turn = 0; !ports.match(first, second); turn++) {
          if (turn == PATIENCE) {
            return declared(i, result, true, first, second);
          }
          pass();
          first = onKernel.look();
          second = onEngine.look();
        }
      }
      return null;
    }

    private Difference declared(
        int index, long result, boolean aftermath, Outcome first, Outcome second) {
      List<Step> played = program.subList(0, index + 1);
      Difference found = new Difference(List.copyOf(played), result, aftermath, first, second);
      return DeclaredDifference.covers(found) ? null : found;
    }

    private void settle() {
      kernel.settle();
      engine.settle();
    }

    private void pass() {
      kernel.pass();
      engine.pass();
    }
  }
}
