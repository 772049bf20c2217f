/**
 * The Transmission Control Protocol of RFC 9293: connection table, listeners, segment arrival in
 * the RFC's own order of checks, receiver, sender, loss recovery and timers. One instance belongs
 * to one lane and is touched by that lane's thread alone. It sees frames, an {@code IpOutput} below
 * and the stream sockets above; it knows neither devices nor file descriptors.
 */
package io.ringroad.fastpath.tcp;
