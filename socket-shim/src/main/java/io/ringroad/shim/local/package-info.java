/**
 * AF_UNIX inside the engine: sockets that pass bytes, datagrams and descriptors between threads of
 * this process, without a lane. May touch {@code abi}, {@code option}, {@code wait}, the bases of
 * {@code fd}, and the file system for names that are paths; never a segment or a frame.
 *
 * <p>Locks, always taken in this order and never held while a thread waits: a stream's reading lock
 * (one reader at a time), the lock of descriptors in flight, a socket's own lock (two of them in
 * the order of their numbers).
 */
package io.ringroad.shim.local;
