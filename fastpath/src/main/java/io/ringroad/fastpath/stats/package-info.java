/**
 * Counters that the lanes write and anyone reads, also from another process: Agrona counters in a
 * memory-mapped file. Each layer describes its own in an enum. A leaf: it touches nothing else of
 * the stack.
 */
package io.ringroad.fastpath.stats;
