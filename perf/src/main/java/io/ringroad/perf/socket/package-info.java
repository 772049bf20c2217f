/**
 * What every tool here does with sockets before it measures: open, bind, listen, connect, and turn
 * a negative result into a failure. Touches {@code SocketCalls} alone, so it serves the engine and
 * the kernel alike.
 */
package io.ringroad.perf.socket;
