/** The command line of the measuring tools. Parses and delegates; measures nothing itself. */
package io.ringroad.perf;
