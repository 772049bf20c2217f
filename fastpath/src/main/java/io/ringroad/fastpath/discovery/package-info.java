/**
 * Neighbour Discovery (RFC 4861) on the links of a lane: asks for neighbours and answers those who
 * ask. May touch icmp, ip6, ip, neighbor, wire, stats and frames.
 */
package io.ringroad.fastpath.discovery;
