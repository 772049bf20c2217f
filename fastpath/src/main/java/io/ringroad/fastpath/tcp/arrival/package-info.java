/**
 * A segment arrives for a connection in a synchronized state: the eight checks of RFC 9293 3.10.7.4
 * in the RFC's order, and what an acknowledgment sets in motion. It asks the packages below in that
 * order and does little itself. Touches {@code handshake} and below.
 */
package io.ringroad.fastpath.tcp.arrival;
