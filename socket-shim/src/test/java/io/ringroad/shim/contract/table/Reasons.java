package io.ringroad.shim.contract.table;

import io.ringroad.shim.contract.family.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why the engine answers some cells in its own way: the one file where a difference can be excused.
 * A line that begins in the first column names a cell as {@code call: condition}, in which {@code
 * *} stands for any text; the indented line after it is the reason of all of them. An empty line or
 * one with {@code #} says nothing.
 */
public final class Reasons {
  /** The file, from the module's folder. */
  public static final Path FILE = Path.of("src/test/resources/contract/reasons.txt");

  /** One entry of the file. */
  public static final class Reason {
    private final String cells;
    private final Pattern pattern;
    private final String text;

    private Reason(String cells, String text) {
      this.cells = cells;
      this.text = text;
      this.pattern = Pattern.compile(Pattern.quote(cells).replace("*", "\\E.*\\Q"));
    }

    /** The cells' names, as written. */
    public String cells() {
      return cells;
    }

    /** The reason. */
    public String text() {
      return text;
    }

    /** Whether it is one of its cells. */
    public boolean covers(Cell cell) {
      return pattern.matcher(cell.name()).matches();
    }
  }

  private final List<Reason> reasons;

  private Reasons(List<Reason> reasons) {
    this.reasons = reasons;
  }

  /** Reads the file. */
  public static Reasons read() throws IOException {
    return of(Files.readAllLines(FILE));
  }

  static Reasons of(List<String> lines) {
    List<Reason> reasons = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith(" ")) {
        cells.add(line.strip());
        continue;
      }
      if (cells.isEmpty()) {
        throw new IllegalStateException("a reason without a cell: " + line.strip());
      }
      cells.forEach(cell -> reasons.add(new Reason(cell, line.strip())));
      cells.clear();
    }
    if (!cells.isEmpty()) {
      throw new IllegalStateException("cells without a reason: " + cells);
    }
    return new Reasons(reasons);
  }

  /** All of them. */
  public List<Reason> all() {
    return reasons;
  }

  /** The first reason that covers the cell, or null. */
  public String of(Cell cell) {
    for (Reason reason : reasons) {
      if (reason.covers(cell)) {
        return reason.text();
      }
    }
    return null;
  }

  /** As {@link #of}, or else the reason of the same cell by sockets of AF_INET. */
  public String inherited(Cell cell) {
    String own = of(cell);
    return own != null ? own : of(cell.over(Family.INET));
  }
}
