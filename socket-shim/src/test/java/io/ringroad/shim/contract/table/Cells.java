package io.ringroad.shim.contract.table;

import io.ringroad.shim.contract.family.Family;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All cells, in the order of the page. */
public final class Cells {
  private final List<Cell> cells = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** The cells so far. */
  public List<Cell> all() {
    return List.copyOf(cells);
  }

  /** The lines of one call. */
  public Lines of(String call) {
    return new Lines(call);
  }

  private void add(Cell cell) {
    if (!names.add(cell.name())) {
      throw new IllegalStateException("two cells are called " + cell.name());
    }
    cells.add(cell);
  }

  /** Adds cells to one call. */
  public final class Lines {
    private final String call;

    private Lines(String call) {
      this.call = call;
    }

    /** Adds a cell. */
    public Lines cell(String condition, Scenario scenario) {
      add(new Cell(call, condition, scenario, null, Family.INET));
      return this;
    }

    /** Adds a condition that no test can make. */
    public Lines impossible(String condition, String why) {
      add(new Cell(call, condition, null, why, Family.INET));
      return this;
    }
  }
}
