/**
 * Puts connections to sleep that have been silent, and wakes them as they were. What it packs it
 * finds in the classes of {@code connection}, so that a new field needs nothing here. Touches
 * {@code connection} and below.
 */
package io.ringroad.fastpath.tcp.dormancy;
