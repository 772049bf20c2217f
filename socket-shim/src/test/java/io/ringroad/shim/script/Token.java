package io.ringroad.shim.script;

/**
 * A piece of a script.
 *
 * @param text as written; of a string without its quotes, of code without its braces
 * @param spaced whether white space stands before it
 * @param start its first character's place in the script
 * @param end behind its last character
 */
record Token(Kind kind, String text, int line, boolean spaced, int start, int end) {
  enum Kind {
    INTEGER,
    HEX,
    DECIMAL,
    ADDRESS,
    WORD,
    STRING,
    COMMAND,
    CODE,
    OPTION,
    ELLIPSIS,
    SYMBOL,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** Whether this is that symbol or word. */
  boolean is(String word) {
    return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(word);
  }

  boolean isNumber() {
    return kind == Kind.INTEGER || kind == Kind.HEX;
  }

  long number() {
    return kind == Kind.HEX ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
  }

  @Override
  public String toString() {
    return kind == Kind.END ? "the end of the script" : "'" + text + "'";
  }
}
