/**
 * The front of the house: the socket calls, their error numbers, the engine's front door and its
 * configuration. Wires descriptors ({@code fd}), waiting ({@code wait}) and lanes together; every
 * other package of this module may use the names declared here, and only those.
 */
package io.ringroad.shim;
