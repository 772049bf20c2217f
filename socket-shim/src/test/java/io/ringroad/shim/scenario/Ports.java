package io.ringroad.shim.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which port of the kernel's choice is which of the engine's: neither has two partners. Ports that
 * were the program's choice are the same. The kernel numbers ping sockets from anywhere.
 */
final class Ports {
  private static final int FIRST_EPHEMERAL = 32_768;
  private final int firstOwn;
  private final int countOfOwn;
  private final Map<Integer, Integer> ofKernel = new HashMap<>();
  private final Map<Integer, Integer> ofEngine = new HashMap<>();

  /**
   * Nothing is known yet.
   *
   * @param firstOwn the first port of the program's own choice
   * @param countOfOwn how many there are
   */
  Ports(int firstOwn, int countOfOwn) {
    this.firstOwn = firstOwn;
    this.countOfOwn = countOfOwn;
  }

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

  private boolean isOwn(int port) {
    return port - firstOwn < countOfOwn && port >= firstOwn || port == 0;
  }

  private boolean partners(int kernel, int engine) {
    if (isOwn(kernel) || engine < FIRST_EPHEMERAL) {
      return kernel == engine;
    }
    ofKernel.putIfAbsent(kernel, engine);
    ofEngine.putIfAbsent(engine, kernel);
    return ofKernel.get(kernel) == engine && ofEngine.get(engine) == kernel;
  }
}
