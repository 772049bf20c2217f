/**
 * How headers lie in memory: flyweights over raw addresses, the Internet checksum, sequence
 * arithmetic and addresses. A leaf: it touches native memory and nothing else of the stack.
 */
package io.ringroad.fastpath.wire;
