package io.ringroad.shim.script;

import java.util.List;
import java.util.Map;

/** What packetdrill calls the types of ICMP (RFC 792) and their codes. */
final class IcmpNames {
  static final int UNREACHABLE = 3;
  static final int FRAGMENTATION_NEEDED = 4;

  private static final Map<String, Integer> TYPES =
      Map.of(
          "echo_reply", 0,
          "unreachable", UNREACHABLE,
          "source_quench", 4,
          "redirect", 5,
          "echo_request", 8,
          "time_exceeded", 11,
          "parameter_problem", 12);

  private static final Map<Integer, List<String>> CODES =
      Map.of(
          UNREACHABLE,
          List.of(
              "net_unreachable",
              "host_unreachable",
              "protocol_unreachable",
              "port_unreachable",
              "frag_needed",
              "source_route_failed",
              "net_unknown",
              "host_unknown",
              "source_host_isolated",
              "net_prohibited",
              "host_prohibited",
              "net_unreachable_for_tos",
              "host_unreachable_for_tos",
              "packet_filtered",
              "precedence_violation",
              "precedence_cutoff"),
          11,
          List.of("exceeded_in_transit", "exceeded_in_reassembly"));

  private IcmpNames() {}

  /** The number of a type, -1 if it has no such name. */
  static int type(String name) {
    return TYPES.getOrDefault(name, -1);
  }

  /** The number of a type's code, -1 if it has no such name. */
  static int code(int type, String name) {
    return CODES.getOrDefault(type, List.of()).indexOf(name);
  }

  static String format(int type, int code) {
    String name = "type " + type;
    for (Map.Entry<String, Integer> each : TYPES.entrySet()) {
      if (each.getValue() == type) {
        name = each.getKey();
      }
    }
    List<String> codes = CODES.getOrDefault(type, List.of());
    if (code < codes.size()) {
      return name + " " + codes.get(code);
    }
    return code == 0 ? name : name + " code " + code;
  }
}
