package io.ringroad.perf.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that holds the others. */
@Command(
    name = "ringroad-perf",
    mixinStandardHelpOptions = true,
    description = "Servers, clients and measurements for Ringroad and for the kernel's stack.",
    subcommands = {
      ServeCommand.class,
      LatencyCommand.class,
      VerifyCommand.class,
      GoodputCommand.class,
      ReportCommand.class,
      L2Command.class,
      FrameEchoCommand.class,
      JmhCommand.class,
      HandToDriverCommand.class,
    })
public final class RootCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Without a subcommand: what there is. */
  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
