package io.ringroad.shim.script;

import io.ringroad.shim.script.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a script into tokens; comments and white space fall away. */
final class Lexer {
  private record Rule(Kind kind, Pattern pattern) {}

  private static final Pattern BLANK = Pattern.compile("(?:\\s|//[^\\n]*|/\\*(?s:.*?)\\*/)+");
  private static final Pattern OPTION = Pattern.compile("--[a-zA-Z0-9_]+[^\\n]*");

  /** The first that fits wins. */
  private static final List<Rule> RULES =
      List.of(
          rule(Kind.CODE, "%\\{(?s:.*?)\\}%"),
          rule(Kind.ELLIPSIS, "\\.\\.\\."),
          rule(Kind.ADDRESS, "\\d+\\.\\d+\\.\\d+\\.\\d+"),
          rule(Kind.HEX, "0x[0-9a-fA-F]+(?![a-zA-Z0-9_])"),
          rule(Kind.DECIMAL, "-?\\d*\\.\\d+(?![a-zA-Z0-9_])"),
          rule(Kind.INTEGER, "-?\\d+(?![a-zA-Z0-9_])"),
          rule(Kind.WORD, "[a-zA-Z0-9_]+"),
          rule(Kind.STRING, "\"(?:\\\\.|[^\"\\\\])*\""),
          rule(Kind.COMMAND, "`(?:\\\\.|[^`\\\\])*`"),
          rule(Kind.SYMBOL, "[^\\s]"));

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    return new Lexer(source).run();
  }

  private static Rule rule(Kind kind, String regex) {
    return new Rule(kind, Pattern.compile(regex));
  }

  private List<Token> run() {
    while (true) {
      boolean spaced = skipBlank() || position == 0;
      if (position == source.length()) {
        tokens.add(new Token(Kind.END, "", line, spaced, position, position));
        return tokens;
      }
      tokens.add(next(spaced));
    }
  }

  private boolean skipBlank() {
    Matcher blank = BLANK.matcher(source).region(position, source.length());
    if (!blank.lookingAt()) {
      return false;
    }
    advance(blank.end());
    return true;
  }

  private Token next(boolean spaced) {
    Matcher option = OPTION.matcher(source).region(position, source.length());
    if (spaced && option.lookingAt()) {
      return token(Kind.OPTION, option.group().strip(), spaced, option.end());
    }
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern.matcher(source).region(position, source.length());
      if (matcher.lookingAt()) {
        return token(rule.kind, content(rule.kind, matcher.group()), spaced, matcher.end());
      }
    }
    throw new ScriptException(line, "cannot read '" + source.charAt(position) + "'");
  }

  private Token token(Kind kind, String text, boolean spaced, int end) {
    Token token = new Token(kind, text, line, spaced, position, end);
    advance(end);
    return token;
  }

  private void advance(int end) {
    for (; position < end; position++) {
      if (source.charAt(position) == '\n') {
        line++;
      }
    }
  }

  private static String content(Kind kind, String text) {
    return switch (kind) {
      case STRING -> text.substring(1, text.length() - 1).translateEscapes();
      case COMMAND -> text.substring(1, text.length() - 1);
      case CODE -> text.substring(2, text.length() - 2).strip();
      default -> text;
    };
  }
}
