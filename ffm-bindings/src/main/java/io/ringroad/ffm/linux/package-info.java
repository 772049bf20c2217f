/**
 * The libc calls that the engine and the kernel-backed sockets need, each returning a value of 0 or
 * more, or a negative errno, and what is built of them for the current thread: its CPU affinity and
 * its network namespace. May touch {@code java.lang.foreign} and {@code io.ringroad.ffm}.
 */
package io.ringroad.ffm.linux;
