package io.ringroad.shim.script;

import java.util.HashMap;
import java.util.Map;

/** What the kernel calls the engine's settings. */
final class Sysctls {
  /**
   * A file below {@code net/ipv4}.
   *
   * @param divisor how many nanoseconds its unit has; 0 if it is no time
   */
  private record Sysctl(String name, long divisor, String ifTrue) {}

  private static final Map<String, Sysctl> NAMES = names();

  private Sysctls() {}

  private static Map<String, Sysctl> names() {
    Map<String, Sysctl> names = new HashMap<>();
    plain(names, "timestamps", "tcp_timestamps");
    plain(names, "windowScaling", "tcp_window_scaling");
    plain(names, "synRetries", "tcp_syn_retries");
    plain(names, "synLinearRetries", "tcp_syn_linear_timeouts");
    plain(names, "synAckRetries", "tcp_synack_retries");
    plain(names, "dataRetries", "tcp_retries2");
    plain(names, "orphanRetries", "tcp_orphan_retries");
    plain(names, "congestion.algorithm", "tcp_congestion_control");
    plain(names, "congestion.slowStartAfterIdle", "tcp_slow_start_after_idle");
    plain(names, "congestion.ecn", "tcp_ecn");
    plain(names, "recovery.selectiveAcks", "tcp_sack");
    plain(names, "recovery.duplicateSacks", "tcp_dsack");
    plain(names, "recovery.reordering", "tcp_reordering");
    plain(names, "recovery.maxReordering", "tcp_max_reordering");
    plain(names, "handshake.synCookies", "tcp_syncookies");
    plain(names, "handshake.maxSynBacklog", "tcp_max_syn_backlog");
    plain(names, "handshake.abortOnOverflow", "tcp_abort_on_overflow");
    plain(names, "handshake.fastOpen", "tcp_fastopen");
    plain(names, "lifetime.timeWaitReuse", "tcp_tw_reuse");
    plain(names, "lifetime.ignoreResetsInTimeWait", "tcp_rfc1337");
    plain(names, "lifetime.mtuProbing", "tcp_mtu_probing");
    plain(names, "lifetime.baseMss", "tcp_base_mss");
    names.put("recovery.lossProbes", new Sysctl("tcp_early_retrans", 0, "3"));
    names.put("recovery.forwardRto", new Sysctl("tcp_frto", 0, "2"));
    names.put("minRtoNs", new Sysctl("tcp_rto_min_us", 1_000, ""));
    names.put("maxRtoNs", new Sysctl("tcp_rto_max_ms", 1_000_000, ""));
    names.put("finWait2Ns", new Sysctl("tcp_fin_timeout", 1_000_000_000, ""));
    return names;
  }

  private static void plain(Map<String, Sysctl> names, String key, String name) {
    names.put(key, new Sysctl(name, 0, "1"));
  }

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
              Sysctl sysctl = NAMES.get(key.replaceFirst("^tcp\\.", ""));
              if (sysctl == null) {
                throw new Unsupported("the kernel has no setting like " + key);
              }
              sysctls.put(sysctl.name, translate(sysctl, value));
            });
    return sysctls;
  }

  private static String translate(Sysctl sysctl, String value) {
    if (sysctl.divisor > 0) {
      return Long.toString(Settings.parseLong(value) / sysctl.divisor);
    }
    return switch (value) {
      case "true" -> sysctl.ifTrue;
      case "false" -> "0";
      case "off" -> "0";
      case "request" -> "1";
      case "answer" -> "2";
      default -> value;
    };
  }

  /** A script that the kernel cannot play. */
  static final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
      super(message);
    }
  }
}
