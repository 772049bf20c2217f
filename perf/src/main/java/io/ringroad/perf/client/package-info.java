/**
 * The other end of a measurement: clients that compare every byte that comes back, and clients that
 * time it. Written on {@code SocketCalls}, so that they run on the kernel's sockets or the
 * engine's.
 */
package io.ringroad.perf.client;
