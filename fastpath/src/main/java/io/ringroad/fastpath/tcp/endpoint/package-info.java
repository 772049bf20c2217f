/**
 * Who talks to whom: the four-tuple, the table in which everything that has one stands, and the
 * numbers that a keyed hash makes of it so that no stranger guesses them. Touches nothing of TCP.
 */
package io.ringroad.fastpath.tcp.endpoint;
