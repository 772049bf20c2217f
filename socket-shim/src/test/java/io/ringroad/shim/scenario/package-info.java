/**
 * Generated scenarios: from a seed, random calls on a handful of sockets, played on the kernel and
 * on the engine side by side and compared step by step; what differs is shrunk to a short program.
 * Knows the socket calls and their memory, and nothing of what is behind them.
 */
package io.ringroad.shim.scenario;
