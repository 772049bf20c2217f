package io.ringroad.shim.script;

import io.ringroad.shim.Errno;

/** Compares what a call returned with what the script says. */
final class ResultCheck {
  private ResultCheck() {}

  /** Whether a descriptor is what the call returns. */
  static boolean opensDescriptor(Event.Call call) {
    return switch (call.name()) {
      case "socket", "accept", "accept4", "epoll_create", "epoll_create1" -> true;
      case "fcntl" -> call.arguments().size() == 3 && call.text().contains("F_DUPFD");
      default -> false;
    };
  }

  static String format(long result) {
    return result < 0 ? "-1 " + Errno.name((int) -result) : Long.toString(result);
  }

  /**
   * @param expected the value after the equals sign
   * @return what differs, null if nothing does
   */
  static String difference(Event.Call call, long expected, long result) {
    if (call.errno() != null) {
      Long errno = Symbols.find(call.errno());
      if (errno == null) {
        throw new ScriptException(call.line(), "there is no error " + call.errno());
      }
      return result == -errno
          ? null
          : "result: expected " + expected + " " + call.errno() + ", got " + format(result);
    }
    if (opensDescriptor(call) && expected >= 0 && result >= 0) {
      return null;
    }
    return result == expected ? null : "result: expected " + expected + ", got " + format(result);
  }
}
