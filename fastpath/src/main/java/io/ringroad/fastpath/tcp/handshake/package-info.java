/**
 * What all opens share (the peer's SYN and its options, what both sides agree on, becoming
 * established), active opens with TCP Fast Open, and the arrivals in SYN-SENT and SYN-RECEIVED. RFC
 * 9293 3.5, 3.10.7.3, RFC 7413. Touches {@code calls} and below.
 */
package io.ringroad.fastpath.tcp.handshake;
