/**
 * JMH benchmarks of the single stages that a packet goes through, each by itself, on memory that
 * needs no device. {@code java -jar ringroad-perf.jar jmh [REGEX]} runs them.
 */
package io.ringroad.perf.stage;
