/**
 * What the application asks of a connection that exists: CLOSE, ABORT, SHUTDOWN, options and STATUS
 * of RFC 9293 3.9.1 and 3.10, and what the socket learns when a handshake is done. Touches {@code
 * send}, {@code receive} and below.
 */
package io.ringroad.fastpath.tcp.calls;
