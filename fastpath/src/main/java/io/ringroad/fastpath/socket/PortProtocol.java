package io.ringroad.fastpath.socket;

/** The name spaces of local ports. */
public enum PortProtocol {
  /** Stream sockets. */
  TCP,
  /** Datagram sockets of UDP. */
  UDP,
  /** Ping sockets, whose port is the identifier of their echo messages. */
  PING
}
