package io.ringroad.shim.script;

import java.util.ArrayList;
import java.util.List;

/** Says in which fields a packet differs from what the script expects. */
final class PacketMatcher {
  private final long timestampTickNs;
  private final long toleranceNs;
  private final List<String> differences = new ArrayList<>();

  /**
   * @param timestampTickNs what the engine's timestamps count; 0 if they do not matter
   */
  PacketMatcher(long timestampTickNs, long toleranceNs) {
    this.timestampTickNs = timestampTickNs;
    this.toleranceNs = toleranceNs;
  }

  /** The differences, each in words; empty if the packet is as expected. */
  List<String> differences(PacketSpec expected, PacketSpec actual) {
    differences.clear();
    ip(expected.ip(), actual.ip());
    if (expected.sourcePort() >= 0) {
      number("source port", expected.sourcePort(), actual.sourcePort());
      number("destination port", expected.destinationPort(), actual.destinationPort());
    }
    if (expected.body().getClass() != actual.body().getClass()) {
      differ("protocol", protocol(expected), protocol(actual));
      return differences;
    }
    switch (expected.body()) {
      case PacketSpec.Tcp tcp -> tcp(tcp, (PacketSpec.Tcp) actual.body());
      case PacketSpec.Udp udp -> number("length", udp.length(), udp(actual).length());
      case PacketSpec.Icmp icmp -> icmp(icmp, (PacketSpec.Icmp) actual.body());
      case PacketSpec.Message message -> message(message, (PacketSpec.Message) actual.body());
      case PacketSpec.Fragment fragment -> fragment(fragment, (PacketSpec.Fragment) actual.body());
    }
    return differences;
  }

  private void message(PacketSpec.Message expected, PacketSpec.Message actual) {
    text("message", expected.name(), actual.name());
    expected.fields().forEach((name, value) -> text(name, value, actual.fields().get(name)));
  }

  private void fragment(PacketSpec.Fragment expected, PacketSpec.Fragment actual) {
    number("fragment's begin", expected.from(), actual.from());
    number("fragment's end", expected.to(), actual.to());
    text("more fragments", "" + expected.more(), "" + actual.more());
  }

  private void text(String field, String expected, String actual) {
    if (expected != null && !expected.equals(actual)) {
      differ(field, expected, actual);
    }
  }

  private static PacketSpec.Udp udp(PacketSpec packet) {
    return (PacketSpec.Udp) packet.body();
  }

  private static String protocol(PacketSpec packet) {
    return packet.body().getClass().getSimpleName();
  }

  private void ip(PacketSpec.Ip expected, PacketSpec.Ip actual) {
    text("source", expected.source(), actual.source());
    text("destination", expected.destination(), actual.destination());
    int ecn = actual.tos() & 3;
    if (expected.anyEct()) {
      if (ecn != 1 && ecn != 2) {
        differ("ECN", "ect0 or ect1", ecnName(ecn));
      }
    } else if (expected.tosMask() == 3) {
      if (ecn != expected.tos()) {
        differ("ECN", ecnName(expected.tos()), ecnName(ecn));
      }
    } else if ((actual.tos() & expected.tosMask()) != expected.tos()) {
      differ("TOS", "0x%x".formatted(expected.tos()), "0x%x".formatted(actual.tos()));
    }
    if (expected.ttl() >= 0) {
      number("TTL", expected.ttl(), actual.ttl());
    }
  }

  private static String ecnName(int ecn) {
    return new String[] {"noecn", "ect1", "ect0", "ce"}[ecn];
  }

  private void tcp(PacketSpec.Tcp expected, PacketSpec.Tcp actual) {
    if (expected.flags() != actual.flags()) {
      differ("flags", TcpFlags.format(expected.flags()), TcpFlags.format(actual.flags()));
    }
    number("sequence number", expected.sequence(), actual.sequence());
    number("length", expected.length(), actual.length());
    if (expected.has(TcpFlags.ACK)) {
      number("acknowledgment number", expected.acknowledgment(), actual.acknowledgment());
    }
    if (expected.window() >= 0) {
      number("window", expected.window(), actual.window());
    }
    number("urgent pointer", expected.urgent(), actual.urgent());
    if (expected.options() != null && !same(expected.options(), actual.options())) {
      differ(
          "options",
          "<" + PacketPrinter.options(expected.options()) + ">",
          "<" + PacketPrinter.options(actual.options()) + ">");
    }
  }

  private boolean same(List<TcpOption> expected, List<TcpOption> actual) {
    if (expected.size() != actual.size()) {
      return false;
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!same(expected.get(i), actual.get(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean same(TcpOption expected, TcpOption actual) {
    if (expected instanceof TcpOption.Timestamps wanted
        && actual instanceof TcpOption.Timestamps got) {
      long apartNs = Math.abs((int) (wanted.value() - got.value())) * timestampTickNs;
      return wanted.echo() == got.echo() && apartNs <= toleranceNs;
    }
    if (expected instanceof TcpOption.WindowScale(int shift) && shift < 0) {
      return actual instanceof TcpOption.WindowScale;
    }
    return expected.equals(actual);
  }

  private void icmp(PacketSpec.Icmp expected, PacketSpec.Icmp actual) {
    if (expected.type() != actual.type() || expected.code() != actual.code()) {
      differ(
          "type",
          IcmpNames.format(expected.type(), expected.code()),
          IcmpNames.format(actual.type(), actual.code()));
    }
    if (expected.mtu() >= 0) {
      number("MTU", expected.mtu(), actual.mtu());
    }
    if (expected.id() != 0) {
      number("identifier", expected.id(), actual.id());
    }
  }

  private void number(String field, long expected, long actual) {
    if (expected != actual) {
      differ(field, Long.toString(expected), Long.toString(actual));
    }
  }

  private void differ(String field, String expected, String actual) {
    differences.add(field + ": expected " + expected + ", got " + actual);
  }
}
