package io.ringroad.shim.contract.cells;

import io.ringroad.shim.contract.table.Cell;
import io.ringroad.shim.contract.table.Cells;
import java.util.List;

/** The whole table. */
public final class AllCells {
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
}
