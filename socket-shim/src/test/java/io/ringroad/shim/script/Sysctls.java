package io.ringroad.shim.script;

import java.util.HashMap;
import java.util.Map;

/** What the kernel calls the engine's settings. */
final class Sysctls {
  private static final Map<String, String> NAMES =
      Map.of(
          "timestamps", "tcp_timestamps",
          "windowScaling", "tcp_window_scaling",
          "sack", "tcp_sack",
          "synRetries", "tcp_syn_retries",
          "synLinearRetries", "tcp_syn_linear_timeouts",
          "synAckRetries", "tcp_synack_retries",
          "dataRetries", "tcp_retries2",
          "orphanRetries", "tcp_orphan_retries");

  private Sysctls() {}

  /**
   * The files below {@code net/ipv4} and their values.
   *
   * @throws Unsupported if a setting has no sysctl
   */
  static Map<String, String> of(Settings settings) {
    Map<String, String> sysctls = new HashMap<>();
    settings
        .assignments()
        .forEach(
            (key, value) -> {
              String name = NAMES.get(key.replaceFirst("^tcp\\.", ""));
              if (name == null) {
                throw new Unsupported("the kernel has no setting like " + key);
              }
              sysctls.put(name, value.replace("true", "1").replace("false", "0"));
            });
    return sysctls;
  }

  /** A script that the kernel cannot play. */
  static final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message);
    }
  }
}
