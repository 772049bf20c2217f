package io.ringroad.shim.scenario;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;

/**
 * A fresh engine of one lane, which the thread that makes the calls drives in virtual time: after
 * each call it runs until there is nothing left to do.
 */
final class EngineStack implements Stack {
  private static final long CYCLE_NS = 1_000;
  private static final long PASS_NS = 2_000_000;
  private static final int RESTLESS_CYCLES = 100_000;
  private static final long MAC = 0x02_00_00_00_00_01L;
  private static final int MTU = 1_500;
  private static final int QUEUE_FRAMES = 64;

  private final NativeFramePool pool;
  private final InjectionNic nic;
  private final Ringroad engine;
  private long nowNs = 10_000_000_000L;

  /**
   * @param pool where all frames have to be again in the end
   * @param seed of its random numbers
   */
  EngineStack(NativeFramePool pool, long seed) {
    this.pool = pool;
    nic = new InjectionNic("quiet0", MAC, MTU, pool, QUEUE_FRAMES);
    engine =
        Ringroad.launch(
            RingroadConfig.builder()
                .nic(nic, KernelStack.OWN_CIDR)
                .pool(pool)
                .clock(() -> nowNs)
                .drivenByCaller()
                .seed(seed, ~seed)
                .build());
    settle();
  }

  @Override
  public SocketCalls calls() {
    return engine.sockets();
  }

  @Override
  public void settle() {
    int cycles = 0;
    do {
      nowNs += CYCLE_NS;
      if (++cycles > RESTLESS_CYCLES) {
        throw new AssertionError("the lane does not come to rest");
      }
      while (nic.collectBytes() != null) {
        cycles++; // nobody is there to receive it
      }
    } while (engine.lane(0).doWork() > 0 || engine.lane(0).nextDeadlineNs() <= nowNs);
  }

  @Override
  public void pass() {
    nowNs += PASS_NS;
    settle();
  }

  @Override
  public void close() {
    settle();
    engine.close();
    nic.close();
    if (pool.inUse() != 0) {
      throw new AssertionError(pool.inUse() + " frames did not come back");
    }
  }
}
