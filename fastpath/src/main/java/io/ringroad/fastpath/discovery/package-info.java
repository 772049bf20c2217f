/**
 * Neighbour Discovery (RFC 4861) on the links of a lane: asks for neighbours, answers those who
 * ask, and makes addresses and routes of what routers advertise (RFC 4862). May touch icmp, ip6,
 * ip, route, neighbor, group, wire, timer, stats and frames.
 */
package io.ringroad.fastpath.discovery;
