package io.ringroad.shim.script;

import io.ringroad.ffm.linux.LibcFiles;
import io.ringroad.ffm.linux.NetNamespace;
import io.ringroad.shim.SocketCalls;
import io.ringroad.shim.abi.FileControl;
import io.ringroad.shim.kernel.KernelSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The stack of the Linux kernel, in a network namespace of its own, in real time: the oracle for
 * what scripts expect. Needs root. Used by the thread that made it, which stays in the namespace.
 */
final class Kernel implements World {
  private static final String DEVICE = "script0";
  private static final int ETHERNET_BYTES = 14;
  private static final long LOOK_INTERVAL_NS = 200_000;
  private static final long GRACE_NS = 20_000_000;
  private static final long CALL_STARTS_WITHIN_NS = 3_000_000;

  private final SocketCalls calls = new KernelSockets();
  private final Tun tun;
  private final long startNs;
  private int collected;

  /** Makes the namespace and its device, and sets the sysctls that go with the settings. */
  Kernel(Settings settings) {
    NetNamespace.enterNew();
    tun = new Tun(DEVICE);
    boolean ipv6 = settings.ip.wireOf6();
    write("/proc/sys/net/ipv6/conf/all/disable_ipv6", ipv6 ? "0" : "1");
    command("ip", "link", "set", "lo", "up");
    command(
        "ip", "link", "set", DEVICE, "mtu", Integer.toString(settings.ip.mtu(settings.mtu)), "up");
    // As on a device that cuts no segments: where it does, the kernel says PSH in each piece.
    command("ip", "link", "set", DEVICE, "gso_max_segs", "1");
    if (ipv6) {
      command("ip", "addr", "add", settings.ip.localCidr(), "dev", DEVICE, "nodad");
    } else {
      command("ip", "addr", "add", settings.ip.localCidr(), "dev", DEVICE);
      command("ip", "route", "add", "default", "via", Endpoints.GATEWAY);
    }
    // The buffers that the engine has, those of Linux before 6.16: the window's shift comes of
    // them.
    write("/proc/sys/net/ipv4/tcp_rmem", "4096 131072 6291456");
    // Which one is the default is the kernel's configuration; unless told otherwise, Linux's own.
    write("/proc/sys/net/ipv4/tcp_congestion_control", "cubic");
    for (Map.Entry<String, String> sysctl : Sysctls.of(settings).entrySet()) {
      write("/proc/sys/net/ipv4/" + sysctl.getKey(), sysctl.getValue());
    }
    startNs = System.nanoTime();
  }

  private static void write(String path, String value) {
    try {
      Files.writeString(Path.of(path), value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void command(String... command) {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public SocketCalls calls() {
    return calls;
  }

  @Override
  public long elapsedNs() {
    return System.nanoTime() - startNs;
  }

  @Override
  public void elapsedNs(long untilNs) {
    for (long leftNs = untilNs - elapsedNs(); leftNs > 0; leftNs = untilNs - elapsedNs()) {
      LockSupport.parkNanos(leftNs);
    }
  }

  /** The kernel works by itself; what it has done shows in what it sent. */
  @Override
  public int cycle() {
    int work = collected;
    collected = 0;
    return work;
  }

  @Override
  public long nextDeadlineNs() {
    return elapsedNs() + LOOK_INTERVAL_NS;
  }

  @Override
  public boolean inject(byte[] frame) {
    boolean ip = frame[12] != 8 || frame[13] == 0;
    return !ip || tun.write(frame, ETHERNET_BYTES);
  }

  @Override
  public byte[] collect() {
    byte[] packet = tun.read();
    if (packet == null) {
      return null;
    }
    collected++;
    byte[] frame = new byte[ETHERNET_BYTES + packet.length];
    short type = (packet[0] >> 4 == 6 ? IpVersion.IPV6 : IpVersion.IPV4).etherType();
    ByteBuffer.wrap(frame).putShort(12, type);
    System.arraycopy(packet, 0, frame, ETHERNET_BYTES, packet.length);
    return frame;
  }

  /** Makes the descriptor non-blocking for the call, as all are on a lane's thread. */
  @Override
  public long invoke(PreparedCall call, int fd) {
    int flags = fd < 0 ? -1 : LibcFiles.fcntl(fd, FileControl.F_GETFL, 0);
    boolean changes = flags >= 0 && (flags & FileControl.O_NONBLOCK) == 0 && !call.isControl();
    if (!changes) {
      return call.invoke();
    }
    LibcFiles.fcntl(fd, FileControl.F_SETFL, flags | FileControl.O_NONBLOCK);
    long result = call.invoke();
    LibcFiles.fcntl(fd, FileControl.F_SETFL, flags);
    return result;
  }

  @Override
  public long graceNs() {
    return GRACE_NS;
  }

  /** Where a thread is inside the kernel is not to be seen: it gets time to get there. */
  @Override
  public boolean isSettled(BlockedCall call) {
    return call.isDone() || call.ageNs() > CALL_STARTS_WITHIN_NS;
  }

  @Override
  public long deadlineNs(BlockedCall call) {
    return Long.MAX_VALUE;
  }

  @Override
  public void close() {
    tun.close();
  }
}
