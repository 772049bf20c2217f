/**
 * The cells of the contract's table, a class for each subject. Those of states and options come
 * from lists that are crossed with one another; the others are written out. Touches the socket
 * calls and the table alone.
 */
package io.ringroad.shim.contract.cells;
