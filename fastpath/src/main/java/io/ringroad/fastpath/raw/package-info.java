/**
 * Raw sockets (raw(7)): each packet that is for this host is shown to the sockets of its protocol,
 * header and all, before the transport has it; what they send gets an IP header or brings its own.
 * May touch ip, datagram, wire, stats, frames and the datagram sockets; no transport.
 */
package io.ringroad.fastpath.raw;
