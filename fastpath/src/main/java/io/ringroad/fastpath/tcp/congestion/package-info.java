/**
 * Congestion control: a small interface of events and its algorithms. An algorithm reads and writes
 * a {@link io.ringroad.fastpath.tcp.congestion.CongestionWindow} and sees nothing else of a
 * connection.
 */
package io.ringroad.fastpath.tcp.congestion;
