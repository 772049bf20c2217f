package io.ringroad.shim.contract.table;

import io.ringroad.shim.contract.family.Family;

/**
 * One line of the table.
 *
 * @param call what is called
 * @param condition under which circumstances; says with the call what the cell proves
 * @param scenario null where the condition cannot be made
 * @param excuse why it cannot be made, or null
 * @param family by whose sockets and addresses it runs
 */
public record Cell(String call, String condition, Scenario scenario, String excuse, Family family) {
  /** The name under which reasons and test reports know it. */
  public String name() {
    return baseName() + family.suffix();
  }

  /** The name of the same cell by sockets of AF_INET. */
  public String baseName() {
    return call + ": " + condition;
  }

  /** The same by the sockets of another family. */
  public Cell over(Family other) {
    return new Cell(call, condition, scenario, excuse, other);
  }

  /** Whether it can be run. */
  public boolean runs() {
    return scenario != null;
  }
}
