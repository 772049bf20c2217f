package io.ringroad.shim.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.sim.InjectionNic;
import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;

/** What the contract holds for. Both have an address 127.0.0.1, where all of it takes place. */
public enum Implementation {
  KERNEL {
    @Override
    public Host start() {
      return new Host(new KernelSockets(), () -> {});
    }
  },

  /** An engine with a lane on a thread of its own, and a device on which nothing comes or goes. */
  RINGROAD {
    @Override
    public Host start() {
      NativeFramePool pool = new NativeFramePool(4_096);
      InjectionNic nic = new InjectionNic("quiet0", 0x02_00_00_00_00_01L, 1_500, pool, 64);
      Ringroad engine =
          Ringroad.launch(
              RingroadConfig.builder()
                  .nic(nic, "10.9.0.1/24", "fd00:9::1/64")
                  .pool(pool)
                  .seed(7, 7)
                  .build());
      return new Host(
          engine.sockets(),
          () -> {
            engine.close();
            nic.close();
            assertEquals(0, pool.inUse(), "frames that did not come back");
            pool.close();
          });
    }
  };

  /** Ready for calls. */
  public abstract Host start();

  /** Calls, and what to do when they are no longer needed. */
  public record Host(SocketCalls calls, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }
}
