package io.ringroad.shim.script;

import static io.ringroad.shim.script.PacketSpec.OPEN;

import io.ringroad.shim.script.Token.Kind;
import java.util.List;

/** Reads a packet behind its direction: {@code P. 1:1001(1000) ack 1 win 257 <nop>}. */
final class PacketParser {
  private static final int ECN_MASK = 3;
  private static final int ANY_TOS_MASK = 0xff;

  private static final String FIELDS = "ect0, ect1, ect01, ce, noecn, tos, ttl, src or dst";

  private final Tokens tokens;

  PacketParser(Tokens tokens) {
    this.tokens = tokens;
  }

  PacketSpec packet() {
    PacketSpec.Ip ip = ip();
    if (tokens.at("gre") || tokens.at("mpls") || tokens.at("ipv4") || tokens.at("encap")) {
      throw new ScriptException(tokens.peek().line(), "tunnels are not supported");
    }
    if (tokens.at(Kind.WORD) && Messages.isProtocol(tokens.peek().text())) {
      return new PacketSpec(ip, OPEN, OPEN, Messages.parse(tokens));
    }
    if (tokens.skip("icmp")) {
      return new PacketSpec(ip, OPEN, OPEN, fragment(icmp()));
    }
    boolean udp = tokens.skip("udp");
    int source = OPEN;
    int destination = OPEN;
    if (tokens.peek().isNumber() && tokens.peek(1).is(">")) {
      source = (int) tokens.number("a port");
      tokens.expect(">");
      destination = (int) tokens.number("a port");
    }
    return new PacketSpec(ip, source, destination, fragment(udp ? udp() : tcp()));
  }

  /** An extension of ours: {@code frag 0:1480 id 7 more} behind a packet is a part of it. */
  private PacketSpec.Body fragment(PacketSpec.Body whole) {
    if (!tokens.skip("frag")) {
      return whole;
    }
    int from = (int) tokens.number("where the fragment begins");
    tokens.expect(":");
    int to = (int) tokens.number("where the fragment ends");
    int id = tokens.skip("id") ? (int) tokens.number("an identification") : 0;
    return new PacketSpec.Fragment(whole, from, to, id, tokens.skip("more"));
  }

  private PacketSpec.Ip ip() {
    if (!tokens.at("[") && !tokens.at("(")) {
      return PacketSpec.Ip.OPEN;
    }
    String end = tokens.take().is("[") ? "]" : ")";
    PacketSpec.Ip ip = PacketSpec.Ip.OPEN;
    do {
      PacketSpec.Ip before = ip;
      ip = ipField(before);
      if (ip.source() == null && ip.destination() == null) {
        ip = ip.with(before.source(), before.destination());
      }
    } while (tokens.skip(","));
    tokens.expect(end);
    return ip;
  }

  private PacketSpec.Ip ipField(PacketSpec.Ip before) {
    String name = tokens.expect(Kind.WORD, FIELDS).text();
    return switch (name) {
      case "noecn" -> new PacketSpec.Ip(0, ECN_MASK, false, before.ttl());
      case "ect1" -> new PacketSpec.Ip(1, ECN_MASK, false, before.ttl());
      case "ect0" -> new PacketSpec.Ip(2, ECN_MASK, false, before.ttl());
      case "ce" -> new PacketSpec.Ip(3, ECN_MASK, false, before.ttl());
      case "ect01" -> new PacketSpec.Ip(2, ECN_MASK, true, before.ttl());
      case "tos" ->
          new PacketSpec.Ip((int) tokens.number("a TOS"), ANY_TOS_MASK, false, before.ttl());
      case "ttl" ->
          new PacketSpec.Ip(
              before.tos(), before.tosMask(), before.anyEct(), (int) tokens.number("a TTL"));
      case "src" -> before.with(address(), before.destination());
      case "dst" -> before.with(before.source(), address());
      default -> throw tokens.wrong(FIELDS + " before this");
    };
  }

  /** An extension of ours: addresses in quotes. */
  private String address() {
    Token token = tokens.expect(Kind.STRING, "an address in quotes");
    try {
      return IpVersion.text(IpVersion.bytes(token.text()));
    } catch (IllegalArgumentException e) {
      throw new ScriptException(token.line(), e.getMessage());
    }
  }

  private PacketSpec.Body tcp() {
    int flags = flags();
    long sequence = tokens.number("a sequence number");
    tokens.expect(":");
    long end = tokens.number("a sequence number");
    int length = inParentheses();
    if ((end - sequence & 0xffff_ffffL) != length) {
      throw new ScriptException(
          tokens.peek().line(), "%d:%d are not %d bytes".formatted(sequence, end, length));
    }
    long acknowledgment = tokens.skip("ack") ? tokens.number("an acknowledgment number") : 0;
    int window = tokens.skip("win") ? (int) tokens.number("a window") : OPEN;
    int urgent = tokens.skip("urg") ? (int) tokens.number("an urgent pointer") : 0;
    List<TcpOption> options = new TcpOptionParser(tokens).options();
    String payload = payload(length);
    return new PacketSpec.Tcp(
        flags, sequence, length, acknowledgment, window, urgent, options, payload, badChecksum());
  }

  private int flags() {
    if (tokens.skip("-")) {
      return 0;
    }
    int flags = 0;
    Token first = tokens.peek();
    if (tokens.at(Kind.WORD)) {
      flags = TcpFlags.of(tokens.take().text());
    }
    if (tokens.at(".")) {
      tokens.take();
      flags |= TcpFlags.ACK;
    }
    if (flags <= 0) {
      throw new ScriptException(
          first.line(), "expected the flags of a packet (F S R P . U E W A), not " + first);
    }
    return flags;
  }

  private int inParentheses() {
    tokens.expect("(");
    int value = (int) tokens.number("a length");
    tokens.expect(")");
    return value;
  }

  /** An extension of ours: the bytes themselves, between quotes. */
  private String payload(int length) {
    if (!tokens.at(Kind.STRING)) {
      return null;
    }
    Token token = tokens.take();
    if (token.text().length() != length) {
      throw new ScriptException(
          token.line(),
          "the payload has %d bytes, not %d".formatted(token.text().length(), length));
    }
    return token.text();
  }

  /** An extension of ours. */
  private boolean badChecksum() {
    if (!tokens.skip("!")) {
      return false;
    }
    tokens.expect("bad_checksum");
    return true;
  }

  private PacketSpec.Body udp() {
    int length = inParentheses();
    String payload = payload(length);
    return new PacketSpec.Udp(length, payload, badChecksum());
  }

  private PacketSpec.Body icmp() {
    Token name = tokens.expect(Kind.WORD, "a type of ICMP");
    int type = IcmpNames.type(name.text());
    if (type < 0) {
      throw new ScriptException(name.line(), "there is no type " + name + " of ICMP");
    }
    int code = 0;
    if (tokens.at(Kind.WORD) && !tokens.at("mtu") && !tokens.at("id")) {
      Token codeName = tokens.take();
      code = IcmpNames.code(type, codeName.text());
      if (code < 0) {
        throw new ScriptException(name.line(), "there is no code " + codeName + " of " + name);
      }
    }
    int mtu = tokens.skip("mtu") ? (int) tokens.number("an MTU") : OPEN;
    int id = tokens.skip("id") ? (int) tokens.number("an identifier") : 0;
    return new PacketSpec.Icmp(type, code, mtu, id, quoted());
  }

  private PacketSpec.Quoted quoted() {
    if (!tokens.skip("[")) {
      return null;
    }
    PacketSpec.Quoted quoted;
    if (tokens.skip("udp")) {
      quoted = new PacketSpec.Quoted(false, 0, inParentheses());
    } else {
      long sequence = tokens.number("a sequence number");
      tokens.expect(":");
      tokens.number("a sequence number");
      quoted = new PacketSpec.Quoted(true, sequence, inParentheses());
    }
    tokens.expect("]");
    return quoted;
  }
}
