/**
 * The address family as a condition of the contract: scenarios that were written for sockets of
 * AF_INET run over sockets of AF_INET6, with mapped addresses and with those of IPv6. Touches the
 * socket calls alone.
 */
package io.ringroad.shim.contract.family;
