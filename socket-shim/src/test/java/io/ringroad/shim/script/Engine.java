package io.ringroad.shim.script;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.RingroadConfigBuilder;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.wait.WaitStrategy;

/** A fresh engine of one lane that the runner drives, between its calls and its device. */
final class Engine implements AutoCloseable {
  private static final int QUEUE_FRAMES = 1_024;
  private static final long SEED = 0x52494e47L;

  final VirtualClock clock = new VirtualClock();
  private final NativeFramePool pool;
  private final InjectionNic nic;
  private final Ringroad ringroad;

  /**
   * @param pool where frames come from, and where they are again when this is closed
   */
  Engine(Settings settings, NativeFramePool pool) {
    this.pool = pool;
    this.nic = new InjectionNic("script0", Endpoints.LOCAL_MAC, settings.mtu, pool, QUEUE_FRAMES);
    RingroadConfigBuilder builder =
        RingroadConfig.builder()
            .nic(nic, Endpoints.LOCAL_CIDR)
            .mtu(settings.mtu)
            .gateway(Endpoints.GATEWAY)
            .pool(pool)
            .clock(clock)
            .drivenByCaller()
            .waitStrategy(WaitStrategy.PARK)
            .seed(SEED, ~SEED);
    settings.configure(builder);
    this.ringroad = Ringroad.launch(builder.build());
  }

  SocketCalls calls() {
    return ringroad.sockets();
  }

  /** One cycle of the lane; how much it did. */
  int cycle() {
    return ringroad.lane(0).doWork();
  }

  /** When the lane has something to do next if nothing comes; on the clock. */
  long nextDeadlineNs() {
    return ringroad.lane(0).nextDeadlineNs();
  }

  boolean inject(byte[] frame) {
    return nic.inject(frame);
  }

  /** The next frame that was sent, null if there is none. */
  byte[] collect() {
    return nic.collectBytes();
  }

  /** Frames that did not come back; 0 after {@link #close} unless some are lost. */
  int framesInUse() {
    return pool.inUse();
  }

  @Override
  public void close() {
    ringroad.close();
    nic.close();
  }
}
