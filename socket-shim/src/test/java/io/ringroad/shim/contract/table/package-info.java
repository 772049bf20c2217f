/**
 * The contract as a table, call x condition, whose cells are scenarios that run on the kernel and
 * on the engine: what a cell is, how both are run and compared, and the page and the reasons that
 * stand beside it. Touches the socket calls alone.
 */
package io.ringroad.shim.contract.table;
