/**
 * Whole programs to learn from, short enough to read in one go. They touch the socket calls and the
 * engine's front door, as an application does.
 */
package io.ringroad.perf.example;
