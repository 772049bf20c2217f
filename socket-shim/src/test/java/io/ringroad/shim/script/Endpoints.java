package io.ringroad.shim.script;

/** The two ends of every script, as packetdrill has them: the engine and the rest of the world. */
final class Endpoints {
  static final String LOCAL = "192.168.0.1";
  static final String LOCAL_CIDR = LOCAL + "/16";
  static final String GATEWAY = "192.168.0.2";
  static final String REMOTE = "192.0.2.1";
  static final int LOCAL_ADDRESS = 0xc0a8_0001;

  /** The remote is a neighbour: the runner answers for everybody. */
  static final String LOCAL_6 = "fd3d:a0b:17d6::1";

  static final String LOCAL_6_CIDR = LOCAL_6 + "/16";
  static final String REMOTE_6 = "fd3d:fa7b:d17d::1";

  /** The port of a server, on either side. */
  static final int SERVICE_PORT = 8080;

  /** The port from which the remote connects. */
  static final int REMOTE_CLIENT_PORT = 40_961;

  static final long LOCAL_MAC = 0x0200_0000_0001L;
  static final long GATEWAY_MAC = 0x0200_0000_0002L;

  private Endpoints() {}
}
