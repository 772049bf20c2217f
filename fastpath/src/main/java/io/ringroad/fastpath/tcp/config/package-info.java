/**
 * The settings that all connections of an engine share: immutable, with Linux's defaults. The only
 * part of TCP, with the names of its congestion controls, that other modules see. Touches {@code
 * congestion} for those names.
 */
package io.ringroad.fastpath.tcp.config;
