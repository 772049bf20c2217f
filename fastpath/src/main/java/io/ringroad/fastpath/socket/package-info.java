/**
 * What stands between a lane and an application: rings of frames in both directions, readiness,
 * socket options and the table of local ports. Each method says which side may call it. Touches
 * frames, pools and rings, and knows neither a protocol nor a file descriptor.
 */
package io.ringroad.fastpath.socket;
