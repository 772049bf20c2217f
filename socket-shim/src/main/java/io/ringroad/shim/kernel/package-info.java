/**
 * The socket calls on the kernel's own stack, through libc: the same program without the engine,
 * the oracle of the contract tests and the baseline of the benchmarks. Touches {@code ffm.linux}
 * and {@code abi}; never a lane.
 */
package io.ringroad.shim.kernel;
