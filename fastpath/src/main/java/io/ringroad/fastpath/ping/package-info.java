/**
 * Ping sockets (icmp(7)): echo requests of applications are sent under the socket's identifier, and
 * the replies with that identifier received. May touch icmp, ip, datagram, wire, stats, frames and
 * the datagram sockets.
 */
package io.ringroad.fastpath.ping;
