/**
 * What the peer sends: its text in order to the socket, out of order to the reassembly queue, its
 * urgent mark, and a receive buffer that follows the application. RFC 9293 3.10.7.4, sixth and
 * seventh. Touches {@code lifetime} for the end of the text, {@code segment} and below.
 */
package io.ringroad.fastpath.tcp.receive;
