package io.ringroad.perf.veth;

import io.ringroad.ffm.linux.NetNamespace;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An engine's namespace and a kernel's, with a bridge between them in a third that drops packets of
 * both directions. Neither end can tell it from a network that loses: a drop at an end of its own
 * would be reported to that end's TCP.
 *
 * <pre>
 *   engine space          middle space            kernel space
 *   engineLink ---------- ...a | bridge | ...b ---------- kernelLink
 * </pre>
 */
final class LossyLink implements AutoCloseable {
  static final String ENGINE_ADDRESS = "10.69.0.1";
  static final String KERNEL_ADDRESS = "10.69.0.2";
  static final String PREFIX_LENGTH = "/24";

  private static int count;

  private final String suffix = nextSuffix();
  private final String engineSpace = "rrloss-e" + suffix;
  private final String middleSpace = "rrloss-m" + suffix;
  private final String kernelSpace = "rrloss-k" + suffix;
  private final String engineLink = "rrl" + suffix;
  private final String kernelLink = "rrm" + suffix;

  /**
   * @param lossPercent of the packets of each direction, 0 to 99
   */
  LossyLink(int lossPercent) throws IOException, InterruptedException {
    for (String space : new String[] {engineSpace, middleSpace, kernelSpace}) {
      Command.of("ip netns add " + space).output();
      Command.of("sysctl -qw net.ipv6.conf.all.disable_ipv6=1").in(space).attempt();
      Command.of("sysctl -qw net.ipv6.conf.default.disable_ipv6=1").in(space).attempt();
    }
    Command.of("ip link add bridge0 type bridge").in(middleSpace).output();
    Command.of("ip link set bridge0 up").in(middleSpace).output();
    Command.of("nft add table netdev loss").in(middleSpace).output();
    join(engineSpace, engineLink, "a", lossPercent);
    join(kernelSpace, kernelLink, "b", lossPercent);
    String address = KERNEL_ADDRESS + PREFIX_LENGTH + " dev " + kernelLink;
    Command.of("ip address add " + address).in(kernelSpace).output();
  }

  private void join(String space, String link, String port, int lossPercent)
      throws IOException, InterruptedException {
    String ends = link + " netns " + space + " type veth peer name port" + port;
    Command.of("ip link add " + ends + " netns " + middleSpace).output();
    prepare(space, link);
    prepare(middleSpace, "port" + port);
    Command.of("ip link set port" + port + " master bridge0").in(middleSpace).output();
    if (lossPercent > 0) {
      String hook = "{ type filter hook ingress device port" + port + " priority 0 ; }";
      Command.of("nft add chain netdev loss " + port + " " + hook).in(middleSpace).output();
      String rule = "numgen random mod 100 < " + lossPercent + " drop";
      Command.of("nft add rule netdev loss " + port + " " + rule).in(middleSpace).output();
    }
  }

  private static void prepare(String space, String link) throws IOException, InterruptedException {
    Command.of("ethtool -K " + link + " tx off tso off gso off gro off").in(space).output();
    Command.of("ip link set " + link + " up").in(space).output();
  }

  /** Namespace names end with the process id, so that scripts can tell leftovers. */
  private static synchronized String nextSuffix() {
    return (char) ('a' + count++ % 26) + "-" + ProcessHandle.current().pid();
  }

  String engineSpace() {
    return engineSpace;
  }

  String engineLink() {
    return engineLink;
  }

  /** Moves the calling thread to the kernel's end, until closed. */
  NetNamespace enterKernelSide() {
    return NetNamespace.enter(Path.of("/run/netns", kernelSpace));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (String space : new String[] {engineSpace, middleSpace, kernelSpace}) {
      Command.of("ip netns delete " + space).attempt();
    }
  }
}
