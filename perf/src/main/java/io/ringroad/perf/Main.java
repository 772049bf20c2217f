package io.ringroad.perf;

import io.ringroad.perf.cli.RootCommand;
import io.ringroad.perf.client.Wait;
import picocli.CommandLine;

/** Entry point of the executable jar. Exits with 0, 1 for a failure, 2 for a wrong command line. */
public final class Main {
  private Main() {}

  /** Runs one subcommand; without one, prints what there is. */
  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new RootCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.registerConverter(Wait.class, Wait::ofLabel);
    commandLine.setExecutionExceptionHandler(Main::explain);
    System.exit(commandLine.execute(arguments));
  }

  /**
   * A failure that a user can act on is one sentence; RINGROAD_TRACE=1 shows where it came from.
   */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println(command.getCommandName() + ": " + message(failure));
    if (System.getenv("RINGROAD_TRACE") != null) {
      failure.printStackTrace(command.getErr());
    }
    return 1;
  }

  private static String message(Exception failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
