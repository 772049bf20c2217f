package io.ringroad.shim.script;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks at the bytes that TCP carries. */
final class Streams {
  private Streams() {}

  /**
   * Whether every byte of the script's streams is the one of {@link Payload}: not if it has bytes
   * of its own somewhere, or urgent data, which is taken out of the stream.
   */
  static boolean arePatterned(Script script) {
    for (Event event : script.events()) {
      boolean own =
          switch (event) {
            case Event.Inbound inbound -> ownBytes(inbound.packet());
            case Event.Outbound outbound -> ownBytes(outbound.packet());
            case Event.Call call ->
                call.text().contains("MSG_OOB")
                    || call.name().matches("write|send|sendto|writev|sendmsg|read|recv|recvfrom")
                        && call.text().contains("\"");
            case Event.Code code -> false;
          };
      if (own) {
        return false;
      }
    }
    return true;
  }

  private static boolean ownBytes(PacketSpec packet) {
    return switch (packet.body()) {
      case PacketSpec.Tcp tcp -> tcp.payload() != null || tcp.has(TcpFlags.URG);
      case PacketSpec.Udp udp -> true;
      case PacketSpec.Icmp icmp -> false;
      case PacketSpec.Message message -> false;
      case PacketSpec.Fragment fragment -> true;
    };
  }

  /** What is wrong with the bytes of a packet that the engine sent; null if nothing is. */
  static String difference(
      PacketSpec expected, PacketSpec actual, LivePacket packet, Flow flow, boolean patterned) {
    if (!(actual.body() instanceof PacketSpec.Tcp) && !(actual.body() instanceof PacketSpec.Udp)) {
      return null;
    }
    byte[] bytes = packet.payload();
    String own =
        switch (expected.body()) {
          case PacketSpec.Tcp tcp -> tcp.payload();
          case PacketSpec.Udp udp -> udp.payload();
          default -> null;
        };
    if (own != null) {
      return Arrays.equals(bytes, Payload.bytes(own))
          ? null
          : "payload: expected \""
              + own
              + "\", got \""
              + new String(bytes, StandardCharsets.ISO_8859_1)
              + "\"";
    }
    if (!patterned || !(actual.body() instanceof PacketSpec.Tcp tcp)) {
      return null;
    }
    long position = flow.localPosition(tcp.sequence()) + (tcp.has(TcpFlags.SYN) ? 1 : 0);
    int wrong = Payload.mismatch(bytes, position);
    return wrong < 0
        ? null
        : "payload: byte %d is not the one at %d of the stream".formatted(wrong, position + wrong);
  }
}
