/** C through the Foreign Function and Memory API: DPDK, the libc calls the engine needs, memory. */
module io.ringroad.ffm {
  requires transitive org.agrona;

  exports io.ringroad.ffm;
  exports io.ringroad.ffm.dpdk;
  exports io.ringroad.ffm.linux;
}
