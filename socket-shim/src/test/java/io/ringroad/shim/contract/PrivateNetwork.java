package io.ringroad.shim.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringroad.ffm.linux.NetNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace for the kernel's half of a test, with the addresses that the engine has:
 * 127.0.0.1, and 10.9.0.1/24 on a device on which nothing comes or goes. The thread that opens it
 * is in it until it closes it.
 */
final class PrivateNetwork implements AutoCloseable {
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String name =
      "rrcontract-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
  private final NetNamespace entered;

  PrivateNetwork() {
    boolean root = "root".equals(System.getProperty("user.name"));
    assumeTrue(root, "needs root, for a network namespace and the kernel's raw sockets");
    shell(
        "ip netns add %1$s && ip -n %1$s link set lo up"
            + " && ip -n %1$s link add quiet0 type veth peer name quiet1"
            + " && ip netns exec %1$s sysctl -qw net.ipv6.conf.quiet0.accept_dad=0"
            + " net.ipv6.conf.quiet1.disable_ipv6=1 net.ipv4.ping_group_range='0 2147483647'"
            + " && ip -n %1$s addr add 10.9.0.1/24 dev quiet0"
            + " && ip -n %1$s addr add fd00:9::1/64 dev quiet0 nodad"
            + " && ip -n %1$s link set quiet0 up && ip -n %1$s link set quiet1 up");
    entered = NetNamespace.enter(Path.of("/var/run/netns", name));
  }

  @Override
  public void close() {
    entered.close();
    shell("ip netns del %1$s");
  }

  private void shell(String command) {
    try {
      Process process = new ProcessBuilder("sh", "-c", command.formatted(name)).inheritIO().start();
      assertEquals(0, process.waitFor(), command);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
