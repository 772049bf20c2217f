/**
 * Forwarding below the protocols: frames from one device's queue to another's, nothing done to
 * them, beside the same done by dpdk-testpmd. Touches {@code io.ringroad.pmd} alone.
 */
package io.ringroad.perf.l2;
