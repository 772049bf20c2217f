/**
 * IPv4 multicast membership as RFC 3376 has it: what sockets have joined, and what an interface has
 * to receive for all of them. Touches the link's filter of Ethernet addresses, and nothing above.
 */
package io.ringroad.fastpath.group;
