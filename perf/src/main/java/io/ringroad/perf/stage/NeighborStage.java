package io.ringroad.perf.stage;

import io.ringroad.fastpath.link.EthernetLink;
import io.ringroad.fastpath.link.LinkCounter;
import io.ringroad.fastpath.neighbor.Neighbor;
import io.ringroad.fastpath.neighbor.NeighborConfig;
import io.ringroad.fastpath.neighbor.NeighborCounter;
import io.ringroad.fastpath.neighbor.NeighborTable;
import io.ringroad.fastpath.neighbor.Solicitor;
import io.ringroad.fastpath.stats.CounterMemory;
import io.ringroad.fastpath.timer.TimerWheel;
import io.ringroad.fastpath.wire.EtherTypes;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.pmd.FrameCache;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Finding a neighbour by its address, and its Ethernet address in it: the cost must not grow with
 * the number of neighbours. {@code hosts} of them are looked for in turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NeighborStage {
  private static final long MAC = 0x02_00_00_00_00_01L;
  private static final NeighborConfig CONFIG = NeighborConfig.DEFAULT.withMaxNeighbors(1 << 15);

  /** Whose neighbours. */
  @Param({"ipv4", "ipv6"})
  public String family;

  /** How many there are. */
  @Param({"10", "10000"})
  public int neighbors;

  /** How many of them are looked for; more than there are means all. */
  @Param({"10", "10000"})
  public int hosts;

  private final NativeFramePool pool = new NativeFramePool(63);
  private final InjectionNic nic = new InjectionNic("stage", MAC, 1_500, pool, 16);
  private final CounterMemory counters = CounterMemory.inProcess(128);
  private NeighborTable table;
  private long[] high;
  private long[] low;
  private int next;

  private static final class Silence implements Solicitor {
    @Override
    public void solicitAll(Neighbor target, long prompting, long nowNs) {}

    @Override
    public void probe(Neighbor target, long nowNs) {}
  }

  /** Fills the table. */
  @Setup
  public void setUp() {
    FrameCache frames = new FrameCache(pool, 16);
    table =
        new NeighborTable(
            new EthernetLink(
                nic, nic.queue(0), 1_500, 16, frames, counters.counters(LinkCounter.class, "")),
            family.equals("ipv4") ? EtherTypes.IPV4 : EtherTypes.IPV6,
            frames,
            new TimerWheel(0),
            CONFIG,
            4_711,
            counters.counters(NeighborCounter.class, ""),
            (frame, nowNs) -> {},
            new Silence());
    SplittableRandom random = new SplittableRandom(826);
    int wanted = Math.min(hosts, neighbors);
    high = new long[wanted];
    low = new long[wanted];
    for (int i = 0; i < neighbors; i++) {
      boolean ipv4 = family.equals("ipv4");
      long network = ipv4 ? IpAddresses.IPV4_HIGH : 0xFD00_0000_0000_0001L;
      long host = ipv4 ? IpAddresses.mapIpv4(0x0A00_0001 + i) : random.nextLong();
      table.heard(network, host, MAC + 1 + i, true, 1);
      if (i < wanted) {
        high[i] = network;
        low[i] = host;
      }
    }
  }

  /** One lookup. */
  @Benchmark
  public long lookup() {
    int at = next;
    next = at + 1 == low.length ? 0 : at + 1;
    return table.find(high[at], low[at]).mac();
  }

  /** Closes what was opened. */
  @TearDown
  public void tearDown() {
    table.clear();
    nic.close();
    pool.close();
    counters.close();
  }
}
