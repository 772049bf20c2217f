/**
 * Socket options: {@code (level, name, bytes)} to and from the plain values that a lane's sockets
 * keep, with Linux's checks, roundings and errors. Touches {@code abi} and the values alone.
 */
package io.ringroad.shim.option;
