package io.ringroad.shim.script;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.RingroadConfigBuilder;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.wait.WaitStrategy;

/** A fresh engine of one lane that the runner drives, between its calls and its device. */
final class Engine implements World {
  private static final int QUEUE_FRAMES = 1_024;
  private static final long SEED = 0x52494e47L;

  private final VirtualClock clock = new VirtualClock();
  private final InjectionNic nic;
  private final Ringroad ringroad;

  /**
   * @param pool where frames come from, and where they are again when this is closed
   */
  Engine(Settings settings, NativeFramePool pool) {
    this.nic =
        new InjectionNic(
            "script0",
            Endpoints.LOCAL_MAC,
            settings.ip.mtu(settings.ip.mtu(settings.mtu)),
            pool,
            QUEUE_FRAMES);
    RingroadConfigBuilder builder =
        RingroadConfig.builder()
            .nic(nic, settings.ip.localCidr())
            .mtu(settings.ip.mtu(settings.mtu))
            .pool(pool)
            .clock(clock)
            .drivenByCaller()
            .waitStrategy(WaitStrategy.PARK)
            .seed(SEED, ~SEED);
    if (!settings.ip.wireOf6()) {
      builder.gateway(Endpoints.GATEWAY);
    }
    settings.configure(builder);
    this.ringroad = Ringroad.launch(builder.build());
  }

  @Override
  public SocketCalls calls() {
    return ringroad.sockets();
  }

  @Override
  public long elapsedNs() {
    return clock.elapsedNs();
  }

  @Override
  public void elapsedNs(long untilNs) {
    clock.elapsedNs(untilNs);
  }

  @Override
  public int cycle() {
    return ringroad.lane(0).doWork();
  }

  @Override
  public long nextDeadlineNs() {
    return elapsed(ringroad.lane(0).nextDeadlineNs());
  }

  private static long elapsed(long clockNs) {
    return clockNs == Long.MAX_VALUE ? clockNs : VirtualClock.elapsedAt(clockNs);
  }

  /** On the lane's thread nothing waits. */
  @Override
  public long invoke(PreparedCall call, int fd) {
    return call.invoke();
  }

  @Override
  public long graceNs() {
    return 0;
  }

  @Override
  public boolean isSettled(BlockedCall call) {
    return call.isSettled();
  }

  @Override
  public long deadlineNs(BlockedCall call) {
    return elapsed(call.deadlineNs());
  }

  @Override
  public boolean inject(byte[] frame) {
    return nic.inject(frame);
  }

  @Override
  public byte[] collect() {
    return nic.collectBytes();
  }

  @Override
  public void close() {
    ringroad.close();
    nic.close();
  }
}
