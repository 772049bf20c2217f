/**
 * Descriptors: the table that numbers them and one class for each kind. They translate calls into
 * what a lane's sockets offer and give back errno; they may touch {@code abi}, {@code option},
 * {@code wait} and the lane's doors, never a segment or a frame's headers.
 */
package io.ringroad.shim.fd;
