package io.ringroad.shim.contract.cells;

import io.ringroad.shim.contract.family.Family;
import io.ringroad.shim.contract.table.Cell;
import io.ringroad.shim.contract.table.Cells;
import java.util.List;
import java.util.regex.Pattern;

/** The whole table. */
public final class AllCells {
  private static final Pattern FAMILIES =
      Pattern.compile("^(socket|socketpair|epoll_\\w+|dup\\w*|close): |AF_|unix|family");

  private AllCells() {}

  /** All cells, in the order of the page. */
  public static List<Cell> list() {
    Cells cells = new Cells();
    SocketCells.add(cells);
    BindCells.add(cells);
    ConnectCells.add(cells);
    ListenAcceptCells.add(cells);
    NumberCells.add(cells);
    StateCells.add(cells);
    DataCells.add(cells);
    MessageCells.add(cells);
    FlagCells.add(cells);
    NameCells.add(cells);
    FileCells.add(cells);
    PollCells.add(cells);
    EpollCells.add(cells);
    OptionCells.add(cells);
    SpecialOptionCells.add(cells);
    return cells.all();
  }

  /**
   * The cells that have sockets of AF_INET, by the sockets of another family. What names a family
   * itself, or knows none, is left out.
   */
  public static List<Cell> over(Family family) {
    return list().stream()
        .filter(Cell::runs)
        .filter(cell -> !FAMILIES.matcher(cell.name()).find())
        .map(cell -> cell.over(family))
        .toList();
  }
}
