package io.ringroad.fastpath.socket;

/** The name spaces of local ports. */
public enum PortProtocol {
  /** Stream sockets. */
  TCP,
  /** Datagram sockets. */
  UDP
}
