package io.ringroad.shim.contract.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringroad.shim.contract.cells.AllCells;
import io.ringroad.shim.contract.family.Family;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every cell on the kernel and on the engine: no two answers differ without a reason, no
 * reason stands for nothing, and CONTRACT.md is what came out. With {@code -Dcontract.write=true}
 * it writes that page.
 */
@Tag("integration")
class ContractTableTest {
  private static Reasons reasons;
  private static List<ContractPage.Line> lines;

  @BeforeAll
  static void run() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root for a namespace");
    reasons = Reasons.read();
    lines = new ArrayList<>();
    try (Stack kernel = Stack.kernel();
        Stack engine = Stack.engine()) {
      for (Cell cell : AllCells.list()) {
        lines.add(run(cell, kernel, engine));
      }
      for (Family family : List.of(Family.MAPPED, Family.INET6)) {
        for (Cell cell : AllCells.over(family)) {
          lines.add(run(cell, kernel, engine));
        }
      }
    }
    if (Boolean.getBoolean("contract.write")) {
      Files.writeString(ContractPage.FILE, new ContractPage(lines).markdown());
    }
  }

  private static ContractPage.Line run(Cell cell, Stack kernel, Stack engine) throws Exception {
    return new ContractPage.Line(
        cell,
        cell.runs() ? kernel.run(cell) : "",
        cell.runs() ? engine.run(cell) : "",
        reasons.inherited(cell));
  }

  @TestFactory
  Stream<DynamicNode> noCellDiffersWithoutAReason() {
    return lines.stream()
        .map(line -> DynamicTest.dynamicTest(line.cell().name(), () -> compare(line)));
  }

  private static void compare(ContractPage.Line line) {
    if (line.reason() == null) {
      assertEquals(line.kernel(), line.engine(), line.cell().name());
    } else if (reasons.of(line.cell()) != null) {
      assertTrue(line.differs(), line.cell().name() + " is excused and does not differ");
    }
  }

  @Test
  void everyReasonHasItsCells() {
    for (Reasons.Reason reason : reasons.all()) {
      assertNotNull(
          lines.stream().filter(line -> reason.covers(line.cell())).findAny().orElse(null),
          "no cell is called " + reason.cells());
    }
  }

  @Test
  void thePageIsWhatCameOut() throws Exception {
    assertEquals(
        Files.readString(ContractPage.FILE),
        new ContractPage(lines).markdown(),
        "CONTRACT.md is not what the calls answer: make it anew as it says");
  }
}
