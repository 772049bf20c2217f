package io.ringroad.shim.script;

import io.ringroad.shim.script.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads the arguments and results of system calls. */
final class ExpressionParser {
  private final Tokens tokens;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** {@code (a, b, ...)}. */
  List<Expression> arguments() {
    tokens.expect("(");
    return listUntil(")");
  }

  Expression expression() {
    Expression left = primary();
    while (tokens.skip("|")) {
      left = new Expression.Or(left, primary());
    }
    return left;
  }

  private List<Expression> listUntil(String end) {
    List<Expression> items = new ArrayList<>();
    if (tokens.skip(end)) {
      return items;
    }
    do {
      items.add(expression());
    } while (tokens.skip(","));
    tokens.expect(end);
    return items;
  }

  private Expression primary() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case ELLIPSIS -> {
        tokens.take();
        yield new Expression.Ellipsis();
      }
      case INTEGER, HEX -> new Expression.Number(tokens.take().number());
      case STRING -> text();
      case WORD -> word();
      case SYMBOL -> bracketed();
      default -> throw tokens.wrong("an argument");
    };
  }

  /** Strings that follow one another are one; {@code "x"...} is a string too. */
  private Expression text() {
    StringBuilder text = new StringBuilder();
    while (tokens.at(Kind.STRING)) {
      text.append(tokens.take().text());
    }
    if (tokens.at(Kind.ELLIPSIS)) {
      tokens.take();
    }
    return new Expression.Text(text.toString());
  }

  private Expression word() {
    String name = tokens.take().text();
    return tokens.at("(") ? new Expression.Apply(name, arguments()) : new Expression.Word(name);
  }

  private Expression bracketed() {
    if (tokens.skip("[")) {
      return new Expression.Array(listUntil("]"));
    }
    if (tokens.skip("{")) {
      return struct();
    }
    throw tokens.wrong("an argument");
  }

  private Expression struct() {
    List<Expression.Field> fields = new ArrayList<>();
    do {
      fields.add(field());
    } while (tokens.skip(","));
    tokens.expect("}");
    return new Expression.Struct(fields);
  }

  /** {@code name=value}, {@code name(2)=value} (an array of two, say) or a value alone. */
  private Expression.Field field() {
    boolean named = tokens.at(Kind.WORD) && tokens.peek(1).is("=");
    boolean pointer = tokens.at(Kind.WORD) && tokens.peek(1).is("(") && tokens.peek(4).is("=");
    if (!named && !pointer) {
      return new Expression.Field(null, expression());
    }
    String name = tokens.take().text();
    if (pointer) {
      arguments();
    }
    tokens.expect("=");
    return new Expression.Field(name, expression());
  }
}
