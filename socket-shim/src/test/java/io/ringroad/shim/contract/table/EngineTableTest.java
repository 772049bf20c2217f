package io.ringroad.shim.contract.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.ringroad.shim.contract.cells.AllCells;
import io.ringroad.shim.contract.family.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The engine answers each cell as CONTRACT.md says: what of {@link ContractTableTest} needs neither
 * a kernel's namespace nor root.
 */
class EngineTableTest {
  private static Stack engine;
  private static Map<String, String> page;

  @BeforeAll
  static void start() throws Exception {
    engine = Stack.engine();
    page = ContractPage.checkedIn();
  }

  @AfterAll
  static void end() throws Exception {
    engine.close();
  }

  @TestFactory
  Stream<DynamicNode> theEngineAnswersAsThePageSays() {
    return Stream.of(AllCells.list(), AllCells.over(Family.MAPPED), AllCells.over(Family.INET6))
        .flatMap(List::stream)
        .filter(Cell::runs)
        .map(cell -> DynamicTest.dynamicTest(cell.name(), () -> check(cell)));
  }

  private static void check(Cell cell) throws Exception {
    // Only what is different from AF_INET's stands apart.
    String expected = page.getOrDefault(cell.name(), page.get(cell.baseName()));
    assertNotNull(expected, "the page does not know the cell: make it anew as it says");
    assertEquals(expected, engine.run(cell), cell.name());
  }

  @Test
  void thePageKnowsNoOtherCells() {
    List<String> unknown = new ArrayList<>(page.keySet());
    AllCells.list().forEach(cell -> unknown.remove(cell.name()));
    AllCells.over(Family.MAPPED).forEach(cell -> unknown.remove(cell.name()));
    AllCells.over(Family.INET6).forEach(cell -> unknown.remove(cell.name()));
    assertEquals(List.of(), unknown);
  }
}
