package io.ringroad.perf.veth;

import io.ringroad.ffm.linux.NetNamespace;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Two namespaces joined by a veth pair. The engine's end has no address that the kernel knows of;
 * the kernel's end has one, and finishes its checksums and segments itself.
 */
final class VethPair implements AutoCloseable {
  static final String ENGINE_ADDRESS = "10.68.0.1";
  static final String KERNEL_ADDRESS = "10.68.0.2";
  static final String PREFIX_LENGTH = "/24";
  static final String ENGINE_ADDRESS_6 = "fd68::1";
  static final String KERNEL_ADDRESS_6 = "fd68::2";
  static final String PREFIX_LENGTH_6 = "/64";

  private static int count;

  private final String suffix = nextSuffix();
  private final String engineSpace = "rrperf-e" + suffix;
  private final String kernelSpace = "rrperf-k" + suffix;
  private final String engineLink = "rre" + suffix;
  private final String kernelLink = "rrk" + suffix;

  VethPair() throws IOException, InterruptedException {
    Command.of("ip netns add " + engineSpace).output();
    Command.of("ip netns add " + kernelSpace).output();
    String ends = engineLink + " netns " + engineSpace + " type veth peer name " + kernelLink;
    Command.of("ip link add " + ends + " netns " + kernelSpace).output();
    prepareEnd(engineSpace, engineLink);
    prepareEnd(kernelSpace, kernelLink);
    String address = KERNEL_ADDRESS + PREFIX_LENGTH;
    Command.of("ip address add " + address + " dev " + kernelLink).in(kernelSpace).output();
  }

  /** Namespace names end with the process id, so that scripts can tell leftovers. */
  private static synchronized String nextSuffix() {
    return (char) ('a' + count++ % 26) + "-" + ProcessHandle.current().pid();
  }

  private static void prepareEnd(String space, String link)
      throws IOException, InterruptedException {
    Command.of("sysctl -qw net.ipv6.conf.all.disable_ipv6=1").in(space).attempt();
    Command.of("ethtool -K " + link + " tx off tso off gso off gro off").in(space).output();
    Command.of("ip link set lo up").in(space).output();
    Command.of("ip link set " + link + " up").in(space).output();
  }

  String engineSpace() {
    return engineSpace;
  }

  String engineLink() {
    return engineLink;
  }

  /** A program on the kernel's end. */
  Command fromKernel(String line) {
    return Command.of(line).in(kernelSpace);
  }

  String kernelLink() {
    return kernelLink;
  }

  /** Lets the kernel's end speak IPv6, and gives it an address that it may use at once. */
  void addKernelIpv6() throws IOException, InterruptedException {
    fromKernel("sysctl -qw net.ipv6.conf.all.disable_ipv6=0").output();
    String address = KERNEL_ADDRESS_6 + PREFIX_LENGTH_6;
    fromKernel("ip -6 address add " + address + " dev " + kernelLink + " nodad").output();
  }

  /** Gives the kernel's end one more address. */
  void addKernelAddress(String address) throws IOException, InterruptedException {
    fromKernel("ip address add " + address + PREFIX_LENGTH + " dev " + kernelLink).output();
  }

  /** Moves the calling thread to the engine's end, until closed. */
  NetNamespace enterEngineSide() {
    return NetNamespace.enter(Path.of("/run/netns", engineSpace));
  }

  /** Moves the calling thread to the kernel's end, until closed. */
  NetNamespace enterKernelSide() {
    return NetNamespace.enter(Path.of("/run/netns", kernelSpace));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    Command.of("ip netns delete " + engineSpace).attempt();
    Command.of("ip netns delete " + kernelSpace).attempt();
  }
}
