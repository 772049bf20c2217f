package io.ringroad.shim.contract.table;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.contract.Implementation;
import io.ringroad.shim.contract.family.Family;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One of the two stacks, with a thread that runs scenarios on it one after the other. */
public final class Stack implements AutoCloseable {
  private static final int LONGEST_CELL_SECONDS = 120;

  private final ExecutorService thread;
  private final SocketCalls calls;
  private final AutoCloseable end;

  private Stack(ExecutorService thread, SocketCalls calls, AutoCloseable end) {
    this.thread = thread;
    this.calls = calls;
    this.end = end;
  }

  /** The kernel's, in a network namespace of its own. Needs root. */
  public static Stack kernel() throws Exception {
    ExecutorService thread = newThread("kernel-cells");
    KernelNamespace namespace = thread.submit(KernelNamespace::new).get();
    return new Stack(
        thread,
        namespace.calls(),
        () ->
            thread
                .submit(
                    () -> {
                      namespace.close();
                      return null;
                    })
                .get());
  }

  /** The engine's; closing it checks that each frame went back to its pool. */
  public static Stack engine() {
    Implementation.Host host = Implementation.RINGROAD.start();
    return new Stack(newThread("engine-cells"), host.calls(), host);
  }

  private static ExecutorService newThread(String name) {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().name(name).daemon().inheritInheritableThreadLocals(false).factory());
  }

  /** Runs one cell and returns its answer. A preparation that fails is an answer, too. */
  public String run(Cell cell) throws Exception {
    try {
      return thread.submit(() -> answer(cell)).get(LONGEST_CELL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(cell.name(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(cell.name() + " does not come back", e);
    }
  }

  private String answer(Cell cell) throws Exception {
    try (Bench bench = new Bench(cell.family().over(calls))) {
      return Answer.of(cell.scenario().run(bench));
    } catch (IllegalStateException e) {
      if (cell.family() == Family.INET) {
        throw e;
      }
      return e.getMessage(); // what the family cannot have
    }
  }

  @Override
  public void close() throws Exception {
    end.close();
    thread.shutdownNow();
  }
}
