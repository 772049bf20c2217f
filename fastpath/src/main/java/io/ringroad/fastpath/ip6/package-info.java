/**
 * The sixth version of the Internet layer: what arrives is checked once, its extension headers are
 * walked, and it goes to the transport it is for; what is sent is given a route, a header and a
 * next hop. May touch what package ip has for both versions, and what that may touch.
 */
package io.ringroad.fastpath.ip6;
