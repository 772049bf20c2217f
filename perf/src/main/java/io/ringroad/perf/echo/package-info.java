/**
 * The server that every measurement talks to: one piece of code on {@code SocketCalls}, run by a
 * lane of the engine or by a thread on the kernel's sockets.
 */
package io.ringroad.perf.echo;
