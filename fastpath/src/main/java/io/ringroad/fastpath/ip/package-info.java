/**
 * The Internet layer: what both versions share ({@code Ip}, the transports' way down; destinations,
 * packets, loopback, and what the protocols above implement) and IPv4, which checks what arrives
 * once and gives what is sent a route, a header and a next hop. IPv6 is package {@code ip6}. May
 * touch fragment, route, neighbor, group, link, wire, timer, stats and frames; never a protocol
 * above.
 */
package io.ringroad.fastpath.ip;
