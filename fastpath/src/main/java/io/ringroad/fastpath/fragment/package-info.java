/**
 * Reassembly of packets that came in fragments, the same for IPv4 (RFC 791 3.2, RFC 815) and IPv6
 * (RFC 8200 4.5, RFC 5722): fragments stay in their frames until all are there, then the frames are
 * one packet of several segments. Bounded in memory and in time. May touch frames, wire, timer and
 * stats.
 */
package io.ringroad.fastpath.fragment;
