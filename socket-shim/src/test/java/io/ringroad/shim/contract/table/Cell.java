package io.ringroad.shim.contract.table;

/**
 * One line of the table.
 *
 * @param call what is called
 * @param condition under which circumstances; says with the call what the cell proves
 * @param scenario null where the condition cannot be made
 * @param excuse why it cannot be made, or null
 */
public record Cell(String call, String condition, Scenario scenario, String excuse) {
  /** The name under which reasons and test reports know it. */
  public String name() {
    return call + ": " + condition;
  }

  /** Whether it can be run. */
  public boolean runs() {
    return scenario != null;
  }
}
