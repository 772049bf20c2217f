package io.ringroad.perf.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows is what compiles. */
class ReadmeTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Path EXAMPLES = MODULE.resolve("src/main/java/io/ringroad/perf/example");
  private static final int MAX_LINES = 30;

  @TempDir private Path classes;

  @Test
  void theServerCompilesAsItStandsInTheReadme() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    String code = codeBlock();

    boolean compiled =
        compiler.getTask(messages, null, null, options, null, List.of(source(code))).call();

    assertTrue(compiled, messages::toString);
    assertTrue(Files.exists(classes.resolve("TinyEchoServer.class")));
  }

  @Test
  void theServerIsTheExample() throws Exception {
    String example = Files.readString(EXAMPLES.resolve("TinyEchoServer.java"));
    assertEquals(example.replaceFirst("(?s)^package [^;]*;\\s*", ""), codeBlock());
  }

  @Test
  void theServerHasThirtyLines() throws Exception {
    String body = codeBlock().replaceFirst("(?s)^.*?(?=public final class)", "");
    assertTrue(body.lines().count() <= MAX_LINES, body.lines().count() + " lines");
  }

  @Test
  void theLoopIsTheChatServers() throws Exception {
    String example = Files.readString(EXAMPLES.resolve("ChatServer.java"));
    String loop = codeBlocks().get(1).strip().indent(2);
    assertTrue(example.contains(loop), "ChatServer.java has no such loop");
  }

  @Test
  void theFeedIsTheFeedHandlers() throws Exception {
    String example = Files.readString(EXAMPLES.resolve("FeedHandler.java"));
    String part = codeBlocks().get(2).strip().indent(2);
    assertTrue(example.contains(part), "FeedHandler.java has no such part");
  }

  private static String codeBlock() throws Exception {
    return codeBlocks().get(0);
  }

  private static List<String> codeBlocks() throws Exception {
    String readme = Files.readString(MODULE.resolveSibling("README.md"));
    List<String> blocks =
        Pattern.compile("(?s)```java\\n(.*?)```")
            .matcher(readme)
            .results()
            .map(block -> block.group(1))
            .toList();
    assertEquals(3, blocks.size(), "blocks of Java in README.md");
    return blocks;
  }

  private static JavaFileObject source(String code) {
    URI name = URI.create("string:///TinyEchoServer.java");
    return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return code;
      }
    };
  }
}
