package io.ringroad.fastpath.dhcp;

/** How a client's messages leave. */
interface DhcpOutput {
  /** To all servers on the link, from no address. */
  void broadcast(byte[] message, long nowNs);

  /** To one server, from the leased address. */
  void send(byte[] message, int from, int server, long nowNs);
}
