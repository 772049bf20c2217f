package io.ringroad.shim.script;

import io.ringroad.shim.script.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Reads a script: options first, then events. */
final class ScriptParser {
  private final String name;
  private final Tokens tokens;

  private ScriptParser(String name, String source) {
    this.name = name;
    this.tokens = new Tokens(source);
  }

  /**
   * @throws ScriptException if the script is not in the language
   */
  static Script parse(String name, String source) {
    return new ScriptParser(name, source).script();
  }

  private Script script() {
    List<Script.Option> options = new ArrayList<>();
    while (tokens.at(Kind.OPTION)) {
      options.add(option(tokens.take()));
    }
    List<Event> events = new ArrayList<>();
    while (!tokens.at(Kind.END)) {
      events.add(event());
    }
    if (events.isEmpty()) {
      throw tokens.wrong("an event");
    }
    return new Script(name, options, events);
  }

  private static Script.Option option(Token token) {
    String text = token.text().substring(2).replaceFirst("\\s*//.*", "");
    int equals = text.indexOf('=');
    return equals < 0
        ? new Script.Option(token.line(), text, "")
        : new Script.Option(
            token.line(), text.substring(0, equals), text.substring(equals + 1).strip());
  }

  private Event event() {
    Token first = tokens.peek();
    refuseCommand();
    EventTime time = time();
    refuseCommand();
    if (tokens.at(Kind.CODE)) {
      Token code = tokens.take();
      return new Event.Code(time, code.line(), tokens.textFrom(first), code.text());
    }
    Token action = tokens.peek();
    if (tokens.skip("<")) {
      PacketSpec packet = new PacketParser(tokens).packet();
      return new Event.Inbound(time, action.line(), tokens.textFrom(first), packet);
    }
    if (tokens.skip(">")) {
      PacketSpec packet = new PacketParser(tokens).packet();
      return new Event.Outbound(time, action.line(), tokens.textFrom(first), packet);
    }
    return call(time, first);
  }

  private void refuseCommand() {
    if (tokens.at(Kind.COMMAND)) {
      throw new ScriptException(
          tokens.peek().line(),
          "shell commands are not run: `"
              + tokens.peek().text()
              + "`. Settings go into lines --set=key=value");
    }
  }

  private EventTime time() {
    if (tokens.skip("*")) {
      return EventTime.ANY;
    }
    boolean relative = tokens.skip("+");
    long startNs = seconds();
    if (!tokens.skip("~")) {
      return new EventTime(relative, false, startNs, startNs);
    }
    if (relative) {
      tokens.expect("+");
    }
    Token end = tokens.peek();
    long endNs = seconds();
    if (endNs < startNs) {
      throw new ScriptException(end.line(), "the time's range ends before it begins");
    }
    return new EventTime(relative, false, startNs, endNs);
  }

  private long seconds() {
    if (!tokens.at(Kind.DECIMAL) && !tokens.at(Kind.INTEGER)) {
      throw tokens.wrong("a time in seconds");
    }
    return new BigDecimal(tokens.take().text()).movePointRight(9).longValue();
  }

  private Event call(EventTime time, Token first) {
    boolean blocking = tokens.at(Kind.ELLIPSIS);
    long endNs = 0;
    if (blocking) {
      tokens.take();
      endNs = seconds();
    }
    Token callName = tokens.expect(Kind.WORD, "a packet (< or >), a system call or %{ code }%");
    ExpressionParser expressions = new ExpressionParser(tokens);
    List<Expression> arguments = expressions.arguments();
    tokens.expect("=");
    Expression expected = expressions.expression();
    String errno = null;
    if (tokens.at(Kind.WORD)) {
      errno = tokens.take().text();
    }
    skipNote();
    return new Event.Call(
        time,
        callName.line(),
        tokens.textFrom(first),
        blocking,
        endNs,
        callName.text(),
        arguments,
        expected instanceof Expression.Ellipsis ? null : expected,
        errno);
  }

  /** {@code (Operation now in progress)}: for the reader. */
  private void skipNote() {
    if (tokens.skip("(")) {
      while (!tokens.skip(")")) {
        if (tokens.at(Kind.END)) {
          throw tokens.wrong("')'");
        }
        tokens.take();
      }
    }
  }
}
