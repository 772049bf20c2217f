/**
 * Descriptors: the table that numbers them and one class for each kind. They translate calls into
 * what a lane's sockets offer and give back errno; they may touch {@code abi}, {@code option},
 * {@code wait} and the lane's doors, never a segment or a frame's headers.
 *
 * <pre>
 *   FileOperations            every call, with the kernel's answer for a file that does not know it
 *     Descriptor              struct file: references, flags, who waits for it
 *       BadDescriptor         a number that is not open: EBADF
 *       EpollDescriptor
 *       GuardedDescriptor     its sides are used by one thread at a time
 *         BlockingDescriptor  its calls can wait
 *           DataDescriptor    the calls that move data come down to send and receive
 *             SocketDescriptor  struct socket: arguments are checked, then the family is asked
 *               InetDescriptor    a socket of a lane
 *                 TcpDescriptor
 *                 DatagramDescriptor: UdpDescriptor, RawDescriptor, PingDescriptor
 * </pre>
 */
package io.ringroad.shim.fd;
