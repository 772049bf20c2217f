package io.ringroad.perf.cli;

import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.EalOptions;
import io.ringroad.ffm.linux.Affinity;
import io.ringroad.perf.l2.FrameEcho;
import io.ringroad.pmd.NicSpec;
import io.ringroad.pmd.dpdk.DpdkFramePool;
import io.ringroad.pmd.dpdk.DpdkNic;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Echoes frames without a stack until it is killed: the floor of a round trip. */
@Command(
    name = "frame-echo",
    mixinStandardHelpOptions = true,
    description = "Sends UDP and TCP back as they came, with no stack: the floor of a round trip.")
final class FrameEchoCommand implements Callable<Integer> {
  private static final int MEMORY_MB = 64;
  private static final int POOL_FRAMES = 8 * 1024 - 1;

  @Option(names = "--device", required = true, description = "Such as afpacket:veth0.")
  private String device;

  @Option(names = "--cpu", defaultValue = "1", description = "The core to run on.")
  private int cpu;

  @Override
  public Integer call() {
    Eal eal = Eal.start(EalOptions.virtual(MEMORY_MB));
    eal.registerThread();
    Affinity.pin(cpu);
    try (DpdkFramePool pool =
            DpdkFramePool.create(eal, POOL_FRAMES, DpdkFramePool.DEFAULT_DATA_ROOM_BYTES);
        DpdkNic nic = DpdkNic.open(eal, NicSpec.parse(device), pool)) {
      FrameEcho echo = new FrameEcho(nic.queue(0), pool);
      System.out.println("ready");
      while (true) {
        echo.turn();
      }
    }
  }
}
