package io.ringroad.shim.script;

import java.util.List;
import java.util.stream.Collectors;

/** Writes packets in the language of the scripts. */
final class PacketPrinter {
  private PacketPrinter() {}

  static String format(PacketSpec packet) {
    return ip(packet.ip())
        + switch (packet.body()) {
          case PacketSpec.Tcp tcp -> ports(packet) + tcp(tcp);
          case PacketSpec.Udp udp -> "udp " + ports(packet) + "(" + udp.length() + ")";
          case PacketSpec.Icmp icmp -> icmp(icmp);
          case PacketSpec.Message message -> Messages.format(message);
          case PacketSpec.Fragment fragment ->
              "frag %d:%d%s"
                  .formatted(fragment.from(), fragment.to(), fragment.more() ? " more" : "");
        };
  }

  private static String ip(PacketSpec.Ip ip) {
    if (ip.tosMask() == 0 || ip.tos() == 0 && ip.tosMask() == 0xff) {
      return "";
    }
    if (ip.anyEct()) {
      return "[ect01] ";
    }
    String[] ecn = {"[noecn] ", "[ect1] ", "[ect0] ", "[ce] "};
    return ip.tos() > 3 ? "[tos 0x%x] ".formatted(ip.tos()) : ecn[ip.tos()];
  }

  private static String ports(PacketSpec packet) {
    return packet.sourcePort() < 0
        ? ""
        : packet.sourcePort() + " > " + packet.destinationPort() + " ";
  }

  private static String tcp(PacketSpec.Tcp tcp) {
    StringBuilder text = new StringBuilder(TcpFlags.format(tcp.flags()));
    long end = tcp.sequence() + tcp.length() & 0xffff_ffffL;
    text.append(" %d:%d(%d)".formatted(tcp.sequence(), end, tcp.length()));
    if (tcp.has(TcpFlags.ACK)) {
      text.append(" ack ").append(tcp.acknowledgment());
    }
    if (tcp.window() >= 0) {
      text.append(" win ").append(tcp.window());
    }
    if (tcp.urgent() != 0) {
      text.append(" urg ").append(tcp.urgent());
    }
    if (tcp.options() == null) {
      text.append(" <...>");
    } else if (!tcp.options().isEmpty()) {
      text.append(" <").append(options(tcp.options())).append('>');
    }
    if (tcp.payload() != null) {
      text.append(" \"").append(tcp.payload()).append('"');
    }
    return text.append(tcp.badChecksum() ? " !bad_checksum" : "").toString();
  }

  static String options(List<TcpOption> options) {
    return options.stream().map(TcpOption::toString).collect(Collectors.joining(","));
  }

  private static String icmp(PacketSpec.Icmp icmp) {
    StringBuilder text =
        new StringBuilder("icmp ").append(IcmpNames.format(icmp.type(), icmp.code()));
    if (icmp.mtu() >= 0) {
      text.append(" mtu ").append(icmp.mtu());
    }
    if (icmp.id() != 0) {
      text.append(" id ").append(icmp.id());
    }
    PacketSpec.Quoted quoted = icmp.quoted();
    if (quoted != null && quoted.tcp()) {
      long end = quoted.sequence() + quoted.length();
      text.append(" [%d:%d(%d)]".formatted(quoted.sequence(), end, quoted.length()));
    } else if (quoted != null) {
      text.append(" [udp (%d)]".formatted(quoted.length()));
    }
    return text.toString();
  }
}
