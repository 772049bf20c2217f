/**
 * What a measurement leaves behind: rows of {@code report.json}, histogram logs, a table and plots.
 * Touches files and figures; knows no sockets.
 */
package io.ringroad.perf.report;
