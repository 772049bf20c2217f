/**
 * Which interface and gateway lead to an address: the table of routes. Touches addresses (wire) and
 * nothing else.
 */
package io.ringroad.fastpath.route;
