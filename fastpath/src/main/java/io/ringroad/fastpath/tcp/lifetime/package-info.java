/**
 * How a connection ends: FIN in both directions, failure, orphans, TIME-WAIT and what a segment
 * does there. RFC 9293 3.6, 3.10.7.4. Touches {@code segment} and below.
 */
package io.ringroad.fastpath.tcp.lifetime;
