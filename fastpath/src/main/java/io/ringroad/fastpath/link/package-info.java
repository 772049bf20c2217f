/**
 * The Ethernet layer of one device queue: filters what is received and hands it to the network
 * protocol it carries, adds headers to what is sent and collects it into bursts. Declares what
 * network protocols implement. May touch frames, devices, wire and stats.
 */
package io.ringroad.fastpath.link;
