package io.ringroad.shim.script;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages that keep a network going, as a script names them: ARP, Neighbour Discovery, IGMP
 * and MLD. Each has a layout of fields; an option with the sender's Ethernet address follows where
 * Neighbour Discovery has one.
 */
final class Messages {
  /** What stands in a field. */
  private enum Kind {
    BYTE(1),
    SHORT(2),
    IPV4(4),
    IPV6(16);

    final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }
  }

  private record Field(String name, int offset, Kind kind) {}

  /**
   * @param option of the sender's Ethernet address, 0 if there is none
   */
  private record Layout(
      String protocol, String name, int type, int bytes, int option, List<Field> fields) {}

  private static final Field[] ARP = {
    new Field("from", 14, Kind.IPV4), new Field("to", 24, Kind.IPV4)
  };
  private static final Field TARGET = new Field("target", 8, Kind.IPV6);
  private static final Field GROUP = new Field("group", 4, Kind.IPV4);
  private static final Field GROUP_6 = new Field("group", 8, Kind.IPV6);

  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout("arp", "request", 1, 28, 0, List.of(ARP)),
          new Layout("arp", "reply", 2, 28, 0, List.of(ARP)),
          new Layout("nd", "solicit", 135, 24, 1, List.of(TARGET)),
          new Layout(
              "nd", "advertise", 136, 24, 2, List.of(new Field("flags", 4, Kind.BYTE), TARGET)),
          new Layout("nd", "router_solicit", 133, 8, 1, List.of()),
          new Layout(
              "nd",
              "router_advertise",
              134,
              16,
              1,
              List.of(
                  new Field("hop_limit", 4, Kind.BYTE),
                  new Field("flags", 5, Kind.BYTE),
                  new Field("lifetime", 6, Kind.SHORT))),
          new Layout(
              "nd",
              "redirect",
              137,
              40,
              0,
              List.of(TARGET, new Field("destination", 24, Kind.IPV6))),
          new Layout("igmp", "query", 0x11, 12, 0, List.of(new Field("max", 1, Kind.BYTE), GROUP)),
          new Layout(
              "igmp", "query_v2", 0x11, 8, 0, List.of(new Field("max", 1, Kind.BYTE), GROUP)),
          new Layout("igmp", "report_v1", 0x12, 8, 0, List.of(GROUP)),
          new Layout("igmp", "report_v2", 0x16, 8, 0, List.of(GROUP)),
          new Layout("igmp", "leave", 0x17, 8, 0, List.of(GROUP)),
          new Layout(
              "igmp",
              "report",
              0x22,
              16,
              0,
              List.of(
                  new Field("records", 6, Kind.SHORT),
                  new Field("record", 8, Kind.BYTE),
                  new Field("sources", 10, Kind.SHORT),
                  new Field("group", 12, Kind.IPV4))),
          new Layout("mld", "query", 130, 28, 0, List.of(new Field("max", 4, Kind.SHORT), GROUP_6)),
          new Layout("mld", "report_v1", 131, 24, 0, List.of(GROUP_6)),
          new Layout("mld", "done", 132, 24, 0, List.of(GROUP_6)),
          new Layout(
              "mld",
              "report",
              143,
              28,
              0,
              List.of(
                  new Field("records", 6, Kind.SHORT),
                  new Field("record", 8, Kind.BYTE),
                  new Field("sources", 10, Kind.SHORT),
                  new Field("group", 12, Kind.IPV6))));

  private Messages() {}

  static boolean isProtocol(String word) {
    return LAYOUTS.stream().anyMatch(layout -> layout.protocol.equals(word));
  }

  private static Layout layout(String protocol, String name, int line) {
    return LAYOUTS.stream()
        .filter(each -> each.protocol.equals(protocol) && each.name.equals(name))
        .findFirst()
        .orElseThrow(
            () -> new ScriptException(line, "there is no message " + name + " of " + protocol));
  }

  /** Reads a message: its protocol, its name, and fields with their values. */
  static PacketSpec.Message parse(Tokens tokens) {
    int line = tokens.peek().line();
    String protocol = tokens.take().text();
    String name = tokens.expect(Token.Kind.WORD, "a message of " + protocol).text();
    Layout layout = layout(protocol, name, line);
    Map<String, String> fields = new LinkedHashMap<>();
    for (boolean found = true; found; ) {
      found = false;
      for (Field field : layout.fields) {
        if (tokens.skip(field.name)) {
          fields.put(field.name, value(tokens, field));
          found = true;
        }
      }
    }
    return new PacketSpec.Message(protocol, name, fields);
  }

  private static String value(Tokens tokens, Field field) {
    return switch (field.kind) {
      case BYTE, SHORT -> Long.toString(tokens.number(field.name));
      case IPV4, IPV6 -> address(tokens.expect(Token.Kind.STRING, "an address in quotes"));
    };
  }

  private static String address(Token token) {
    try {
      return IpVersion.text(IpVersion.bytes(token.text()));
    } catch (IllegalArgumentException e) {
      throw new ScriptException(token.line(), e.getMessage());
    }
  }

  /** The message behind its IP header, its checksum missing; that of ARP behind Ethernet's. */
  static byte[] encode(PacketSpec.Message message, int line) {
    Layout layout = layout(message.protocol(), message.name(), line);
    ByteBuffer out = ByteBuffer.allocate(layout.bytes + (layout.option == 0 ? 0 : 8));
    boolean arp = layout.protocol.equals("arp");
    if (arp) {
      out.putInt(0x0001_0800).putShort((short) 0x0604).putShort((short) layout.type);
      mac(out, Endpoints.GATEWAY_MAC);
    } else {
      out.put((byte) layout.type);
    }
    for (Field field : layout.fields) {
      String value = message.fields().get(field.name);
      if (value != null) {
        out.position(field.offset);
        put(out, field, value);
      }
    }
    if (layout.option != 0) {
      out.position(layout.bytes);
      out.put((byte) layout.option).put((byte) 1);
      mac(out, Endpoints.GATEWAY_MAC);
    }
    return out.array();
  }

  private static void put(ByteBuffer out, Field field, String value) {
    switch (field.kind) {
      case BYTE -> out.put((byte) Integer.parseInt(value));
      case SHORT -> out.putShort((short) Integer.parseInt(value));
      case IPV4, IPV6 -> out.put(IpVersion.bytes(value));
    }
  }

  private static void mac(ByteBuffer out, long address) {
    out.putShort((short) (address >> 32)).putInt((int) address);
  }

  /**
   * What the bytes say.
   *
   * @param bytes behind the IP header, or behind Ethernet's
   * @return null if it is no message of the protocols
   */
  static PacketSpec.Message decode(List<String> protocols, byte[] bytes) {
    for (Layout layout : LAYOUTS) {
      if (protocols.contains(layout.protocol)
          && bytes.length >= Math.min(layout.bytes, 8)
          && type(layout, bytes) == layout.type) {
        return decode(layout, Arrays.copyOf(bytes, Math.max(bytes.length, layout.bytes)));
      }
    }
    return null;
  }

  private static int type(Layout layout, byte[] bytes) {
    return bytes[layout.protocol.equals("arp") ? 7 : 0] & 0xff;
  }

  private static PacketSpec.Message decode(Layout layout, byte[] bytes) {
    Map<String, String> fields = new LinkedHashMap<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    for (Field field : layout.fields) {
      int end = field.offset + field.kind.bytes;
      fields.put(
          field.name,
          switch (field.kind) {
            case BYTE -> Integer.toString(in.get(field.offset) & 0xff);
            case SHORT -> Integer.toString(in.getShort(field.offset) & 0xffff);
            case IPV4, IPV6 -> IpVersion.text(Arrays.copyOfRange(bytes, field.offset, end));
          });
    }
    return new PacketSpec.Message(layout.protocol, layout.name, fields);
  }

  static String format(PacketSpec.Message message) {
    StringBuilder text = new StringBuilder(message.protocol()).append(' ').append(message.name());
    message
        .fields()
        .forEach(
            (name, value) -> {
              boolean address = value.contains(".") || value.contains(":");
              String quote = address ? "\"" : "";
              text.append(' ').append(name).append(' ').append(quote).append(value).append(quote);
            });
    return text.toString();
  }
}
