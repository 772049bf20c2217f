/**
 * Which Ethernet address a neighbour on the link has: the table of neighbours, and ARP, which asks
 * and answers. Declares what the IP layer implements to name its addresses and to learn of packets
 * that found no neighbour. May touch link, frames, wire, timer and stats.
 */
package io.ringroad.fastpath.neighbor;
