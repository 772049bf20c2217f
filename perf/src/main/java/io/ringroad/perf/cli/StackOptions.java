package io.ringroad.perf.cli;

import io.ringroad.fastpath.lane.IdleMode;
import io.ringroad.perf.client.Wait;
import io.ringroad.shim.RingroadConfig;
import io.ringroad.shim.RingroadConfigBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which stack a tool runs on: the engine on a device, or the kernel. */
final class StackOptions {
  @ArgGroup(multiplicity = "1")
  private Choice choice;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS/LENGTH",
      description = "The address of this end.")
  private String address;

  @Option(names = "--cpu", description = "The core of the thread that serves, or of the lane.")
  private Integer cpu;

  @Option(
      names = "--wait",
      defaultValue = "busy-poll",
      description = "busy-poll or blocking: what to do while nothing arrives.")
  private Wait wait;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the engine's configuration.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /** One of them. */
  private static final class Choice {
    @Option(names = "--kernel", description = "Use the kernel's sockets.")
    private boolean kernel;

    @Option(
        names = "--device",
        paramLabel = "DEVICE",
        description = "Use the engine on this device, such as afpacket:veth0.")
    private String device;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "Use the engine as a properties file describes it.")
    private Path file;
  }

  boolean kernel() {
    return choice.kernel;
  }

  Integer cpu() {
    return cpu;
  }

  Wait waiting() {
    return wait;
  }

  /** The address without its prefix length; every address unless one was given. */
  String ipAddress() {
    return address == null ? "0.0.0.0" : address.replaceFirst("/.*", "");
  }

  /** The engine's configuration so far. */
  RingroadConfigBuilder engine() {
    RingroadConfigBuilder builder = RingroadConfig.builder();
    builder.idle(wait == Wait.BUSY_POLL ? IdleMode.BUSY_SPIN : IdleMode.BACKING_OFF);
    if (choice.file != null) {
      builder.load(choice.file);
    } else {
      builder.device(choice.device, address == null ? new String[0] : new String[] {address});
    }
    if (cpu != null) {
      builder.cpus(cpu);
    }
    settings.forEach(builder::set);
    return builder;
  }
}
