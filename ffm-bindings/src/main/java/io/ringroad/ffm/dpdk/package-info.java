/**
 * DPDK 22.11 (ABI 23) behind hand-written doors: the EAL, Ethernet devices, mbuf pools, the burst
 * functions, and the layouts and flags that they share with the caller. It alone may touch {@code
 * io.ringroad.ffm.dpdk.raw}, which jextract wrote; nobody above it sees a DPDK structure, only
 * addresses, numbers and records. The layouts and flags can be used where no DPDK is installed.
 */
package io.ringroad.ffm.dpdk;
