package io.ringroad.perf.cli;

import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the JMH benchmarks of the stages, with allocation beside time. */
@Command(
    name = "jmh",
    mixinStandardHelpOptions = true,
    description = "Runs the microbenchmarks whose name matches.")
final class JmhCommand implements Callable<Integer> {
  /** A forked JVM runs without the executable jar's manifest, so it is told by flags. */
  private static final String[] JVM_FLAGS = {
    "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"
  };

  @Parameters(arity = "0..1", defaultValue = ".*", paramLabel = "REGEX", description = "Which.")
  private String include;

  @Option(names = "--forks", defaultValue = "1", description = "JVMs each.")
  private int forks;

  @Option(names = "--iterations", defaultValue = "5", description = "Of one second each.")
  private int iterations;

  @Option(names = "--json", description = "JMH's own result file.")
  private String json;

  @Override
  public Integer call() throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(include)
            .forks(forks)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(JVM_FLAGS);
    if (json != null) {
      options.resultFormat(ResultFormatType.JSON).result(json);
    }
    new Runner(options.build()).run();
    return 0;
  }
}
