/**
 * What every layer of the stack shares: the outcome of an operation, {@link
 * io.ringroad.fastpath.NetError}. Touches nothing. File descriptors and errno values are unknown
 * here; the shim translates.
 */
package io.ringroad.fastpath;
