/** Frames and the devices that carry them. Knows no protocol. */
module io.ringroad.pmd {
  requires transitive io.ringroad.ffm;
  requires org.agrona;

  exports io.ringroad.pmd;
  exports io.ringroad.pmd.dpdk;
  exports io.ringroad.pmd.probe;
  exports io.ringroad.pmd.ring;
  exports io.ringroad.pmd.sim;
}
