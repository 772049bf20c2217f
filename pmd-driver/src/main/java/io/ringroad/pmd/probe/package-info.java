/**
 * Decorators of a {@link io.ringroad.pmd.NicQueue}: one that writes down what passes, one that
 * makes a device worse than it is. They are for finding faults, not for the hot path, and touch the
 * queue behind them and the frames that pass, nothing else.
 */
package io.ringroad.pmd.probe;
