/**
 * The Internet layer: what arrives is checked once and handed to the transport it is for; what is
 * sent is given a route, a header and a next hop. Declares what the protocols above implement. May
 * touch route, neighbor, link, wire, timer, stats and frames; never a protocol above.
 */
package io.ringroad.fastpath.ip;
