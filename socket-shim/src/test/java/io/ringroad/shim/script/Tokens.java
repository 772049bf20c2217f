package io.ringroad.shim.script;

import io.ringroad.shim.script.Token.Kind;
import java.util.List;

/** A script's tokens and how far the parsers have come in them. */
final class Tokens {
  private final String source;
  private final List<Token> tokens;
  private int next;

  Tokens(String source) {
    this.source = source;
    this.tokens = Lexer.tokens(source);
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (!token.is(Kind.END)) {
      next++;
    }
    return token;
  }

  boolean at(String word) {
    return peek().is(word);
  }

  boolean at(Kind kind) {
    return peek().is(kind);
  }

  /** Takes the word or symbol if it is next. */
  boolean skip(String word) {
    if (!at(word)) {
      return false;
    }
    next++;
    return true;
  }

  void expect(String word) {
    if (!skip(word)) {
      throw wrong("'" + word + "'");
    }
  }

  Token expect(Kind kind, String what) {
    if (!at(kind)) {
      throw wrong(what);
    }
    return take();
  }

  long number(String what) {
    if (!peek().isNumber()) {
      throw wrong(what);
    }
    return take().number();
  }

  /** The script from the beginning of a token to the end of what was taken last, on one line. */
  String textFrom(Token first) {
    return source.substring(first.start(), tokens.get(next - 1).end()).replaceAll("\\s+", " ");
  }

  ScriptException wrong(String expected) {
    return new ScriptException(peek().line(), "expected " + expected + ", but there is " + peek());
  }
}
