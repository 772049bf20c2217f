/**
 * Timers of a lane: a hierarchical wheel of intrusive timers, driven by whoever owns the clock. A
 * leaf: it touches nothing else of the stack.
 */
package io.ringroad.fastpath.timer;
