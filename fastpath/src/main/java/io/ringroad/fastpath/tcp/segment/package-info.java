/**
 * Segments: the one that came, parsed and in hand, and those that go out, with the window, the
 * options and the marks that the connection's state puts into each. Decides what stands in a
 * segment, never whether it is sent, except for the answers that RFC 9293 and 5961 demand at once.
 * Touches the connection and what it consists of.
 */
package io.ringroad.fastpath.tcp.segment;
