package io.ringroad.perf.veth;

import io.ringroad.shim.Ringroad;
import io.ringroad.shim.RingroadConfig;
import java.util.Map;

/**
 * An engine that takes its IPv6 addresses and routers from advertisements, and does nothing else.
 * Arguments: a device and its static address. Ends with its standard input.
 */
final class AutomaticEngine {
  private AutomaticEngine() {}

  public static void main(String[] args) throws Exception {
    RingroadConfig config =
        RingroadConfig.of(Map.of("device", args[0], "address", args[1], "ipv6.automatic", "true"));
    try (Ringroad engine = Ringroad.launch(config)) {
      System.out.println("ready");
      while (System.in.read() >= 0) {}
    }
  }
}
