package io.ringroad.shim.contract.table;

/** What a cell does, written once for both implementations. */
@FunctionalInterface
public interface Scenario {
  /**
   * Makes its calls.
   *
   * @return the answer: a call's result, of which errors are shown by their names, or any text.
   *     What differs from run to run (ports, descriptor numbers) must not be in it
   */
  Object run(Bench bench) throws Exception;
}
