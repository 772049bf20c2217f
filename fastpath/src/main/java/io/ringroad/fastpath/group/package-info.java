/**
 * Multicast membership of both families as RFC 3376 and RFC 3810 have it: what sockets have joined,
 * and what an interface has to receive for all of them. Touches the link's filter of Ethernet
 * addresses, and nothing above.
 */
package io.ringroad.fastpath.group;
