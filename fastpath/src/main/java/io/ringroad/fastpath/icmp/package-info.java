/**
 * ICMP: answers echo requests, tells senders of packets that nobody here wants, and hands received
 * errors to the transport whose packet failed. May touch ip, wire, stats and frames.
 */
package io.ringroad.fastpath.icmp;
