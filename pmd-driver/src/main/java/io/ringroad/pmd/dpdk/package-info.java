/**
 * Devices and frames of DPDK: any device that it has a driver for, by the same code. The last place
 * that sees a native handle; touches {@code io.ringroad.ffm.dpdk} and what is above it stays free
 * of DPDK.
 */
package io.ringroad.pmd.dpdk;
