package io.ringroad.pmd.dpdk;

import java.io.IOException;

/** Two connected kernel interfaces with nothing of the kernel's own on them; gone when closed. */
final class VethPair implements AutoCloseable {
  final String left;
  final String right;

  VethPair(String name, int queues) throws IOException, InterruptedException {
    left = Dpdk.ownName(name + "l");
    right = Dpdk.ownName(name + "r");
    String count = Integer.toString(queues);
    Dpdk.run(
        "ip",
        "link",
        "add",
        left,
        "numtxqueues",
        count,
        "numrxqueues",
        count,
        "type",
        "veth",
        "peer",
        "name",
        right,
        "numtxqueues",
        count,
        "numrxqueues",
        count);
    for (String end : new String[] {left, right}) {
      Dpdk.tryToRun("sysctl", "-qw", "net.ipv6.conf." + end + ".disable_ipv6=1");
      Dpdk.tryToRun("ethtool", "-K", end, "tx", "off", "tso", "off", "gso", "off", "gro", "off");
      Dpdk.run("ip", "link", "set", end, "up");
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Dpdk.run("ip", "link", "del", left);
  }
}
