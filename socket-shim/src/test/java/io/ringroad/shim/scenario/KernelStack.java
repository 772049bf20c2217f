package io.ringroad.shim.scenario;

import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.contract.table.KernelNamespace;
import io.ringroad.shim.kernel.KernelSockets;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * The kernel, in a network namespace of its own for every few thousand programs, so that the ports
 * of one program are not in TIME-WAIT when another comes to them. Needs root.
 */
final class KernelStack implements Stack {
  static final String OWN_CIDR = "10.9.0.1/24";
  private static final long PASS_NS = 500_000;

  private final SocketCalls calls = new KernelSockets();

  /** Moves the calling thread, which makes all calls, into a new namespace for good. */
  static void enterNamespace() {
    try {
      new KernelNamespace();
      // The engine always has a way for the limited broadcast; here it takes a route.
      KernelNamespace.ip("route add 255.255.255.255 dev quiet0");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SocketCalls calls() {
    return calls;
  }

  /** What the loopback carries is there before the call that sent it returns, or nearly so. */
  @Override
  public void settle() {
    Thread.onSpinWait();
  }

  @Override
  public void pass() {
    LockSupport.parkNanos(PASS_NS);
  }

  @Override
  public void close() {
    // The descriptors were its state, and they are closed.
  }
}
