package io.ringroad.shim.script;

/** The engine did not do what a script says. */
public final class ScriptFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private ScriptFailure(String message) {
    super(message);
  }

  /**
   * @param what in a few words
   * @param details lines: what was expected, what came, and so on
   */
  static ScriptFailure at(String script, int line, String what, Trace trace, String... details) {
    StringBuilder text = new StringBuilder(script + ":" + line + ": " + what);
    for (String detail : details) {
      text.append("\n  ").append(detail);
    }
    return new ScriptFailure(text.append("\n  before it:\n    ").append(trace).toString());
  }
}
