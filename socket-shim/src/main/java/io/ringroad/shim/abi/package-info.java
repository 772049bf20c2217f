/**
 * What x86-64 Linux fixed once and for all: the numbers of the socket calls and the layouts of the
 * structures that they point to, byte for byte. Touches memory that it is handed and nothing else.
 */
package io.ringroad.shim.abi;
