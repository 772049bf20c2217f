/**
 * Blocking, poll and epoll: the only place where a thread parks. Lanes tell it of events through
 * {@link io.ringroad.fastpath.socket.ReadinessListener}; it touches what it waits for through
 * {@link io.ringroad.shim.wait.Pollable} alone.
 */
package io.ringroad.shim.wait;
