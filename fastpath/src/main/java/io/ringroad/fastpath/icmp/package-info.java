/**
 * ICMP and ICMPv6: answer echo requests, tell senders of packets that nobody here wants, and hand
 * received errors to the transport whose packet failed; other protocols take messages of their
 * types from {@code Icmpv6}. May touch ip, ip6, wire, stats and frames.
 */
package io.ringroad.fastpath.icmp;
