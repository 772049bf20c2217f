/**
 * What may be sent now: lost before new, within the peer's window, the congestion window and the
 * pace, by Nagle's rules and silly-window avoidance; how large a segment the path takes; and how
 * much the application may queue. RFC 9293 3.7, 3.8.6, RFC 1191, 4821. Touches {@code recovery},
 * {@code segment} and below.
 */
package io.ringroad.fastpath.tcp.send;
