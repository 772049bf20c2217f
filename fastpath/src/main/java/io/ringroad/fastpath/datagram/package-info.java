/**
 * What UDP, raw sockets and ping sockets have in common: the datagrams that applications queue are
 * sent in turns, each with its own destination and options. May touch ip, wire, stats, frames and
 * the datagram sockets that lanes share with applications; never one of the three.
 */
package io.ringroad.fastpath.datagram;
