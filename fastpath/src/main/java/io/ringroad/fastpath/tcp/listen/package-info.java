/**
 * Passive opens, from the listener to the connection that is handed to it: LISTEN (RFC 9293
 * 3.10.7.2), the SYN queue, SYN cookies (RFC 4987) and the server's side of TCP Fast Open (RFC
 * 7413). A handshake is no connection before its peer has answered. Touches {@code arrival}, to
 * which the segment that ends a handshake goes on, and below.
 */
package io.ringroad.fastpath.tcp.listen;
