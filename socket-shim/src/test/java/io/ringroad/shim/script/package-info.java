/**
 * Plays scripts in packetdrill's language against an engine in virtual time: calls go in at the top
 * through {@link io.ringroad.shim.SocketCalls}, frames at the bottom through an {@link
 * io.ringroad.pmd.sim.InjectionNic}. Lexer and parsers make events of a script, the executor plays
 * them, the reporter says what went wrong. Touches the engine's public doors alone.
 */
package io.ringroad.shim.script;
