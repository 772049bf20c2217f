/** Benchmarks, measuring tools and examples. */
module io.ringroad.perf {
  requires io.ringroad.shim;
  requires org.agrona;
  requires HdrHistogram;
  requires xchart;
  requires com.fasterxml.jackson.databind;
  requires info.picocli;
  requires java.desktop;
  requires jmh.core;

  opens io.ringroad.perf.cli to
      info.picocli;
  opens io.ringroad.perf.report to
      com.fasterxml.jackson.databind;
}
