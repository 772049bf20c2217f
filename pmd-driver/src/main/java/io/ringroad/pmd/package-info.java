/**
 * What every device and every protocol agrees on: a {@link io.ringroad.pmd.Frame}, the pools frames
 * come from and return to, and a {@link io.ringroad.pmd.Nic} with its queues. Frames are {@code
 * rte_mbuf}s whether DPDK is there or not, so that the stack knows one kind. May touch native
 * memory through {@code io.ringroad.ffm} and nothing of DPDK but the layout.
 */
package io.ringroad.pmd;
