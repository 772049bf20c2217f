package io.ringroad.shim.script;

import java.util.List;

/** One step of a script. */
sealed interface Event {
  EventTime time();

  int line();

  /** As the script has it. */
  String text();

  /** A packet that comes from the network. */
  record Inbound(EventTime time, int line, String text, PacketSpec packet) implements Event {}

  /** A packet that the engine has to send. */
  record Outbound(EventTime time, int line, String text, PacketSpec packet) implements Event {}

  /**
   * A system call.
   *
   * @param blocking whether it may wait, until {@code end}
   * @param end when it returns, relative as the event's time is
   * @param expected what it returns; null if anything goes
   * @param errno name of the error, null if there is none
   */
  record Call(
      EventTime time,
      int line,
      String text,
      boolean blocking,
      long endNs,
      String name,
      List<Expression> arguments,
      Expression expected,
      String errno)
      implements Event {}

  /** Assertions. */
  record Code(EventTime time, int line, String text, String code) implements Event {}
}
