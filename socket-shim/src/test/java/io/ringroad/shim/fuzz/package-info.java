/**
 * Jazzer's tests of what reads text or the memory of an application: configuration, scripts, and
 * the arguments of the calls. {@code scripts/fuzz.sh} lets it search; every build replays the
 * inputs that it kept.
 */
package io.ringroad.shim.fuzz;
