/**
 * Whole processes on real devices: the server on the engine, and a kernel or a second engine that
 * talks to it. Needs root and DPDK; touches only namespaces that it makes, named {@code
 * rrperf-...-<process id>}.
 */
package io.ringroad.perf.veth;
