/**
 * One class for each subcommand: its options, and the call that does the work. Touches every other
 * package of this module; none touches this one.
 */
package io.ringroad.perf.cli;
