/**
 * Congestion control: one object for each connection that has sent data, told of events by loss
 * recovery and the sender, and its algorithms. An algorithm reads and writes a {@link
 * io.ringroad.fastpath.tcp.congestion.CongestionWindow} and sees nothing else of a connection.
 *
 * <pre>
 *   CongestionControl   the events, and what all share: undo, use of the window
 *     Cubic             RFC 9438, its first slow start by HyStart (RFC 9406)
 *     NewReno           RFC 5681, RFC 3465
 *       Dctcp           RFC 8257
 *   WindowUse           RFC 2861, RFC 7661, RFC 5681 4.1: windows that are not used
 * </pre>
 */
package io.ringroad.fastpath.tcp.congestion;
