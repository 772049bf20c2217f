/**
 * Which interface and gateway lead to an address: the tables of routes, one snapshot of which all
 * lanes and the threads of applications read. Touches addresses (wire) and error names, nothing
 * else.
 */
package io.ringroad.fastpath.route;
