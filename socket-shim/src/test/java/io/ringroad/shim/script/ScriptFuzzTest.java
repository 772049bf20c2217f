package io.ringroad.shim.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any text is a script, or is refused with the line where it stops to be one. */
class ScriptFuzzTest {
  @FuzzTest
  void text(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    String first = outcome(text);
    assertEquals(first, outcome(text));
  }

  private static String outcome(String text) {
    try {
      return ScriptParser.parse("fuzzed", text).toString();
    } catch (ScriptException e) {
      return e.getMessage();
    }
  }
}
