/**
 * A DHCP client (RFC 2131, 2132, 3396, 3442, 4361): messages, and the state machine that gets an
 * address leased and keeps it. {@link io.ringroad.fastpath.dhcp.DhcpPort} carries its messages;
 * whoever puts it together gives the address to an interface. May touch ip, link, timer, stats and
 * wire.
 */
package io.ringroad.fastpath.dhcp;
