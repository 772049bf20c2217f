package io.ringroad.shim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Any text as a configuration is one, or is refused by a sentence. */
class ConfigFuzzTest {
  @FuzzTest
  void text(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    Map<String, String> values;
    try {
      values = properties(text);
    } catch (IllegalArgumentException e) {
      return; // is not even a properties file
    }
    try {
      assertNotNull(RingroadConfig.of(values));
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      assertNotNull(message);
      assertFalse(message.isBlank());
    }
  }

  private static Map<String, String> properties(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(key -> key, properties::getProperty));
  }
}
