/**
 * The transmission control block, RFC 9293 3.3.1, and nothing that decides: the state of one
 * connection in parts, each of which keeps its own numbers right, their timers, and where
 * connections wait to be flushed. Its fields are open to the packages above, which are the
 * algorithms on it; nobody outside of this module sees them. Touches {@code endpoint}, {@code
 * queue}, {@code congestion} and {@code config}.
 */
package io.ringroad.fastpath.tcp.connection;
