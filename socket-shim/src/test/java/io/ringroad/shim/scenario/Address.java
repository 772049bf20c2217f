package io.ringroad.shim.scenario;

/** An address as a program names it: the same words mean each side's own address. */
sealed interface Address {
  /**
   * An address of {@code AF_INET}.
   *
   * @param host dotted decimal
   */
  record Inet(String host, Port port) implements Address {}

  /** No family: dissolves an association. */
  record NoFamily() implements Address {}

  /** A family that the socket has not. */
  record OtherFamily(int family) implements Address {}

  /**
   * An abstract name of {@code AF_UNIX}: one of a few that the program has for itself.
   *
   * @param index from 0
   */
  record Local(int index) implements Address {}

  /** {@code AF_UNIX} and no name: one of the system's choice. */
  record Unnamed() implements Address {}

  /** A port of {@code AF_INET}. */
  sealed interface Port {}

  /** Zero: of the system's choice, where it chooses. */
  record AnyPort() implements Port {}

  /** One of a few ports that the program has for itself, from 0. */
  record FixedPort(int index) implements Port {}

  /** The local port of a slot's socket at that time; the fourth fixed one if it has none. */
  record PortOf(int slot) implements Port {}
}
