package io.ringroad.shim.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which port of the kernel's choice is which of the engine's: neither has two partners. Ports below
 * the ephemeral range were the program's choice, and are the same.
 */
final class Ports {
  private static final int FIRST_EPHEMERAL = 32_768;

  private final Map<Integer, Integer> ofKernel = new HashMap<>();
  private final Map<Integer, Integer> ofEngine = new HashMap<>();

  /** Whether the outcomes are the same but for ports that are each other's partners. */
  boolean match(Outcome kernel, Outcome engine) {
    if (kernel.result() != engine.result() || !kernel.text().equals(engine.text())) {
      return false;
    }
    List<Integer> kernelPorts = kernel.ports();
    List<Integer> enginePorts = engine.ports();
    for (int i = 0; i < kernelPorts.size(); i++) {
      if (!partners(kernelPorts.get(i), enginePorts.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean partners(int kernel, int engine) {
    if (kernel < FIRST_EPHEMERAL || engine < FIRST_EPHEMERAL) {
      return kernel == engine;
    }
    ofKernel.putIfAbsent(kernel, engine);
    ofEngine.putIfAbsent(engine, kernel);
    return ofKernel.get(kernel) == engine && ofEngine.get(engine) == kernel;
  }
}
