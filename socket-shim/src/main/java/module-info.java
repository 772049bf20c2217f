/** The socket syscalls over the engine, and over the kernel. Knows no segment. */
module io.ringroad.shim {
  requires transitive io.ringroad.fastpath;
  requires org.agrona;

  exports io.ringroad.shim;
  exports io.ringroad.shim.abi;
  exports io.ringroad.shim.kernel;
  exports io.ringroad.shim.wait;
}
