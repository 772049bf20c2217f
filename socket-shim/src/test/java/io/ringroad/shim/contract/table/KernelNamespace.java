package io.ringroad.shim.contract.table;

import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.kernel.KernelSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A network namespace that looks as the engine does: 127.0.0.1, and 10.9.0.1/24 on a device on
 * which nobody answers. Belongs to the thread that made it, and to threads that this one starts.
 */
public final class KernelNamespace implements AutoCloseable {
  private final NetNamespace namespace;

  /** Makes it, and moves the calling thread there. */
  public KernelNamespace() throws IOException, InterruptedException {
    namespace = NetNamespace.enterNew();
    write("/proc/sys/net/ipv4/ping_group_range", "0 2147483647");
    write("/proc/sys/net/ipv4/tcp_congestion_control", "cubic");
    ip("link set lo up");
    ip("link add quiet0 type veth peer name quiet1");
    write("/proc/sys/net/ipv6/conf/quiet0/accept_dad", "0");
    write("/proc/sys/net/ipv6/conf/quiet1/disable_ipv6", "1");
    ip("link set quiet1 up");
    ip("link set quiet0 up");
    ip("address add 10.9.0.1/24 dev quiet0");
    ip("address add fd00:9::1/64 dev quiet0 nodad");
  }

  SocketCalls calls() {
    return new KernelSockets();
  }

  private static void write(String path, String value) throws IOException {
    Files.writeString(Path.of(path), value);
  }

  /** Runs {@code ip} in the namespace of the calling thread. */
  public static void ip(String line) throws IOException, InterruptedException {
    String[] command = ("ip " + line).split(" ");
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }

  @Override
  public void close() {
    namespace.close();
  }
}
