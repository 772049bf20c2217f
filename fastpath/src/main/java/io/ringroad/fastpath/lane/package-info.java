/**
 * The composition root: a lane wires the protocols of one core together and runs them in one loop;
 * a proxy is the only door into it for other threads. Also who owns which flow when there are
 * several lanes. May touch every package of the stack; no protocol may touch this one.
 */
package io.ringroad.fastpath.lane;
