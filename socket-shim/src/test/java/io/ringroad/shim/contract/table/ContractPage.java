package io.ringroad.shim.contract.table;

import io.ringroad.shim.contract.family.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CONTRACT.md: made from results, and read again by who has only one of the two stacks. */
public final class ContractPage {
  /** The page, from the module's folder. */
  public static final Path FILE = Path.of("CONTRACT.md");

  private static final String COMMAND =
      "mvn verify -pl socket-shim -am -DexcludedTags= -Dtest=ContractTableTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dcontract.write=true";

  private final List<Line> lines;

  /** A cell and both answers. */
  public record Line(Cell cell, String kernel, String engine, String reason) {
    boolean differs() {
      return !kernel.equals(engine);
    }

    boolean answersAs(Line other) {
      return kernel.equals(other.kernel) && engine.equals(other.engine);
    }
  }

  /** A page of results, in their order. */
  public ContractPage(List<Line> lines) {
    this.lines = List.copyOf(lines);
  }

  /** The whole page as Markdown. */
  public String markdown() {
    StringBuilder page = new StringBuilder();
    List<Line> base = of(Family.INET);
    long run = base.stream().filter(line -> line.cell().runs()).count();
    long different = base.stream().filter(Line::differs).count();
    page.append("# The contract, cell by cell\n\n")
        .append("Made by `ContractTableTest` from what the kernel (6.18, in a network namespace of")
        .append(" its own, as root) and the engine answer to\nthe same scenario; do not edit. ")
        .append(run + " cells were run, and " + different + " differ, each with its reason, from\n")
        .append("`src/test/resources/contract/reasons.txt`. ")
        .append(base.size() - run + " conditions cannot be made. To make this page anew, as root:")
        .append("\n\n```\n" + COMMAND + "\n```\n\n")
        .append("An answer is what the call returned, an error by its name, and what it left ")
        .append("behind: bytes in quotes are received data, bytes\nin hexadecimal an option's")
        .append(" value. `:port` is a port that the system chose. Where the engine's answer is ")
        .append("bold, it differs.\n");
    byCall(base).forEach((call, ofCall) -> section(page, call, "", ofCall));
    families(page, base);
    return page.toString();
  }

  private List<Line> of(Family family) {
    return lines.stream().filter(line -> line.cell().family() == family).toList();
  }

  /** The cells by sockets of AF_INET6, of which only those are shown whose answers are others. */
  private void families(StringBuilder page, List<Line> base) {
    Map<String, Line> known = new HashMap<>();
    base.forEach(line -> known.put(line.cell().baseName(), line));
    for (Family family : List.of(Family.MAPPED, Family.INET6)) {
      List<Line> all = of(family);
      List<Line> others =
          all.stream().filter(line -> !line.answersAs(known.get(line.cell().baseName()))).toList();
      page.append("\n# By sockets of AF_INET6: " + family.title() + "\n\n")
          .append(all.size() + " of the cells above ran once more, and " + others.size())
          .append(" have other answers.\n");
      byCall(others).forEach((call, ofCall) -> section(page, call, family.suffix(), ofCall));
    }
  }

  private static Map<String, List<Line>> byCall(List<Line> lines) {
    Map<String, List<Line>> calls = new LinkedHashMap<>();
    for (Line line : lines) {
      calls.computeIfAbsent(line.cell().call(), call -> new ArrayList<>()).add(line);
    }
    return calls;
  }

  private static void section(StringBuilder page, String call, String suffix, List<Line> lines) {
    page.append("\n## " + call + suffix + "\n\n| condition | kernel | engine |\n|---|---|---|\n");
    for (Line line : lines) {
      page.append(row(line)).append('\n');
    }
  }

  private static String row(Line line) {
    String kernel = line.cell().runs() ? code(line.kernel()) : "cannot be made";
    String engine = line.cell().runs() ? code(line.engine()) : line.cell().excuse();
    if (line.differs()) {
      engine = "**" + engine + "** " + line.reason();
    }
    return "| " + escaped(line.cell().condition()) + " | " + kernel + " | " + engine + " |";
  }

  private static String code(String answer) {
    return "`" + escaped(answer) + "`";
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|");
  }

  /** The engine's answers of the page that is checked in, by the cells' names. */
  public static Map<String, String> checkedIn() throws IOException {
    Map<String, String> answers = new LinkedHashMap<>();
    String call = "";
    String family = "";
    for (String row : Files.readAllLines(FILE)) {
      if (row.startsWith("## ")) {
        String[] words = row.substring(3).split(", ", 2);
        call = words[0];
        family = words.length == 1 ? "" : ", " + words[1];
      }
      String[] columns = row.replace("\\|", "\0").split("\\|");
      if (columns.length == 4 && columns[3].contains("`")) {
        String name = call + ": " + columns[1].strip().replace('\0', '|') + family;
        answers.put(name, columns[3].split("`")[1].replace('\0', '|'));
      }
    }
    return answers;
  }
}
