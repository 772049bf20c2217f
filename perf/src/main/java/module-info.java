/** Benchmarks, measuring tools and examples. */
module io.ringroad.perf {
  requires io.ringroad.shim;
  requires org.agrona;
}
