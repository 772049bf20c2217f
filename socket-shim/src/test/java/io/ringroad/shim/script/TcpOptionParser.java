package io.ringroad.shim.script;

import io.ringroad.shim.script.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the options of a TCP packet: {@code <mss 1460,nop,wscale 7>}. */
final class TcpOptionParser {
  private final Tokens tokens;

  TcpOptionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The options; none if there is no list; null for {@code <...>}. */
  List<TcpOption> options() {
    List<TcpOption> options = new ArrayList<>();
    if (!tokens.skip("<")) {
      return options;
    }
    if (tokens.at(Kind.ELLIPSIS)) {
      tokens.take();
      tokens.expect(">");
      return null;
    }
    do {
      options.add(option());
    } while (tokens.skip(","));
    tokens.expect(">");
    return options;
  }

  private TcpOption option() {
    String name = tokens.expect(Kind.WORD, "the name of a TCP option").text();
    return switch (name) {
      case "eol" -> new TcpOption.Eol();
      case "nop" -> new TcpOption.Nop();
      case "mss" -> new TcpOption.Mss((int) tokens.number("a segment size"));
      case "wscale" -> new TcpOption.WindowScale(shift());
      case "sackOK" -> new TcpOption.SackPermitted();
      case "sack" -> new TcpOption.Sack(blocks());
      case "TS" -> timestamps();
      case "FO" -> new TcpOption.FastOpen(false, hex());
      case "FOEXP" -> new TcpOption.FastOpen(true, hex());
      case "md5" -> new TcpOption.Other(19, PacketSpec.OPEN, hex());
      case "kind" -> other();
      default -> throw tokens.wrong("a TCP option before this, not '" + name + "'");
    };
  }

  private int shift() {
    if (tokens.at(Kind.ELLIPSIS)) {
      tokens.take();
      return PacketSpec.OPEN;
    }
    return (int) tokens.number("a shift");
  }

  private TcpOption timestamps() {
    tokens.expect("val");
    long value = tokens.number("a timestamp");
    tokens.expect("ecr");
    return new TcpOption.Timestamps(value, tokens.number("a timestamp"));
  }

  private TcpOption other() {
    int kind = (int) tokens.number("the number of an option");
    int length = tokens.skip("len") ? (int) tokens.number("a length") : PacketSpec.OPEN;
    return new TcpOption.Other(kind, length, hex());
  }

  private List<TcpOption.Block> blocks() {
    List<TcpOption.Block> blocks = new ArrayList<>();
    while (tokens.peek().isNumber()) {
      long left = tokens.number("a sequence number");
      tokens.expect(":");
      blocks.add(new TcpOption.Block(left, tokens.number("a sequence number")));
    }
    return blocks;
  }

  /** Digits of bytes, which may look like a number, or nothing. */
  private String hex() {
    if (!tokens.peek().isNumber() && !tokens.at(Kind.WORD)) {
      return "";
    }
    Token token = tokens.take();
    String digits = token.is(Kind.HEX) ? token.text().substring(2) : token.text();
    if (digits.length() % 2 != 0 || !digits.matches("[0-9a-fA-F]*")) {
      throw new ScriptException(token.line(), "expected pairs of hex digits, not " + token);
    }
    return digits.toLowerCase(Locale.ROOT);
  }
}
