/** Protocols, run to completion on share-nothing lanes. Knows no file descriptor. */
module io.ringroad.fastpath {
  requires transitive io.ringroad.pmd;
  requires org.agrona;
}
