package io.ringroad.perf.l2;

import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.EalOptions;
import io.ringroad.ffm.linux.Affinity;
import io.ringroad.perf.report.Row;
import io.ringroad.pmd.NicSpec;
import io.ringroad.pmd.dpdk.DpdkFramePool;
import io.ringroad.pmd.dpdk.DpdkNic;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Forwarding between two null devices through {@code NicQueue}, in turn with dpdk-testpmd. Both run
 * on the same core with memory of the same kind.
 */
public final class NullForwarding {
  private static final int MEMORY_MB = 128;
  private static final int POOL_FRAMES = 16 * 1024 - 1;
  private static final double MILLION = 1e6;

  private final int burst;
  private final int rounds;
  private final int seconds;
  private final int cpu;

  /** Each round forwards for so many seconds with each, on core {@code cpu}. */
  public NullForwarding(int burst, int rounds, int seconds, int cpu) {
    this.burst = burst;
    this.rounds = rounds;
    this.seconds = seconds;
    this.cpu = cpu;
  }

  /** Measures; must run on a thread of its own, which it pins. */
  public Row run() throws IOException, InterruptedException {
    Eal eal = Eal.start(EalOptions.virtual(MEMORY_MB));
    eal.registerThread();
    Affinity.pin(cpu);
    try (DpdkFramePool pool =
            DpdkFramePool.create(eal, POOL_FRAMES, DpdkFramePool.DEFAULT_DATA_ROOM_BYTES);
        DpdkNic left = DpdkNic.open(eal, NicSpec.parse("null"), pool);
        DpdkNic right = DpdkNic.open(eal, NicSpec.parse("null"), pool)) {
      Forwarder forwarder = new Forwarder(left.queue(0), right.queue(0), pool, burst);
      forwarder.run(TimeUnit.SECONDS.toNanos(1));
      return compare(forwarder);
    } finally {
      eal.unregisterThread();
      Eal.stop();
    }
  }

  private Row compare(Forwarder forwarder) throws IOException, InterruptedException {
    double[] ours = new double[rounds];
    double[] peer = new double[rounds];
    Testpmd testpmd = new Testpmd(otherCpu(), cpu, burst);
    for (int round = 0; round < rounds; round++) {
      ours[round] = forwarder.run(TimeUnit.SECONDS.toNanos(seconds)) / MILLION;
      peer[round] = testpmd.run(seconds) / MILLION;
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("device", "net_null");
    settings.put("burst", burst);
    settings.put("oursRuns", ours);
    settings.put("peerRuns", peer);
    return Row.of("l2", "throughput", "Mpps", median(ours), median(peer), "testpmd", settings);
  }

  /** Where testpmd's main thread waits, which does no forwarding. */
  private int otherCpu() {
    return cpu == 0 ? 1 : 0;
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }
}
