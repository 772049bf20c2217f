/**
 * UDP: finds the socket that a datagram is for, and sends what sockets have queued. May touch ip,
 * wire, stats, frames and the datagram sockets that lanes share with applications.
 */
package io.ringroad.fastpath.udp;
