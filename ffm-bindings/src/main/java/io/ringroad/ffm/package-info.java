/**
 * Native memory by address, and native libraries by name. What lives here knows no packet and no
 * device; it may touch {@code java.lang.foreign} alone.
 */
package io.ringroad.ffm;
