/**
 * A network in virtual time: devices, links with their faults, and a clock that jumps from event to
 * event. The same seed gives the same run. Users test their own servers on it; it needs neither
 * DPDK nor root, and touches nothing but frames.
 *
 * <pre>
 *   engine A --&gt; SimNic a ==== SimLink (two SimPaths) ==== SimNic b &lt;-- engine B
 *   (participant)                     |                       (participant)
 *                              SimNet: clock, flights in order of arrival
 * </pre>
 */
package io.ringroad.pmd.sim;
