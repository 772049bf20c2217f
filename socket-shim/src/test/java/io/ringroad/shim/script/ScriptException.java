package io.ringroad.shim.script;

/** A script that cannot be understood or played: the message names the line. */
public final class ScriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScriptException(int line, String message) {
    super("line " + line + ": " + message);
  }
}
