package io.ringroad.fastpath.lane;

import io.ringroad.ffm.linux.Affinity;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;

/**
 * Runs a lane on a thread of its own: on the core that it was given, idling as it was told.
 * Exceptions of a cycle go to the error handler (see {@link Lane} for what they end). When it is
 * told to stop, it gives connections that the application has closed a moment to send what they
 * have.
 */
final class LaneThread implements AutoCloseable {
  private static final int ANY_CORE = -1;
  private static final long CLOSE_GRACE_NS = 250_000_000L;

  private final AgentRunner runner;

  LaneThread(Lane lane, LaneConfig config, ErrorHandler errors) {
    int core = config.cores().isEmpty() ? ANY_CORE : config.cores().get(lane.index());
    Agent agent = new PinnedAgent(lane, core, config.threadHook(), config.idleMode().sleeps());
    runner = new AgentRunner(config.idleMode().newStrategy(), errors, null, agent);
  }

  void start() {
    AgentRunner.startOnThread(runner);
  }

  /** Stops the loop after its cycle and waits until the lane is closed. */
  @Override
  public void close() {
    runner.close();
  }

  /** A lane with what its thread needs before and after. */
  private record PinnedAgent(Lane lane, int core, LaneThreadHook hook, boolean sleeps)
      implements Agent {
    @Override
    public void onStart() {
      if (core != ANY_CORE) {
        Affinity.pin(core);
      }
      hook.onStart(lane.index());
      lane.keepsWatch();
      if (sleeps) {
        lane.sleeper(Thread.currentThread());
      }
      lane.onStart();
    }

    @Override
    public int doWork() {
      return lane.doWork();
    }

    @Override
    public void onClose() {
      Failures failures = new Failures();
      failures.attempt(this::finishClosedConnections);
      failures.attempt(lane::onClose);
      failures.attempt(() -> hook.onStop(lane.index()));
      failures.throwIfAny();
    }

    /** What was sent before a close should arrive, if the peer is there to take it. */
    private void finishClosedConnections() {
      long startNs = System.nanoTime();
      long laneStartNs = lane.clockNs();
      // By the lane's own clock, and if that stands still by the wall's.
      while (lane.hasUnfinishedBusiness()
          && lane.clockNs() - laneStartNs < CLOSE_GRACE_NS
          && System.nanoTime() - startNs < CLOSE_GRACE_NS) {
        lane.doWork();
      }
    }

    @Override
    public String roleName() {
      return lane.roleName();
    }
  }
}
