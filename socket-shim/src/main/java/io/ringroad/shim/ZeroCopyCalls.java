package io.ringroad.shim;

import java.lang.foreign.MemorySegment;

/**
 * Receiving and sending without a copy, beside {@link SocketCalls}: received data is borrowed where
 * the device left it, and given back; data to send is written into the memory that it is sent from.
 * Streams and datagrams, from any thread and on the lane.
 *
 * <p>Results and errors are those of {@code recv} and {@code send}. {@link BorrowedData} and {@link
 * ClaimedData} are made once by the caller and used again and again; each belongs to one thread at
 * a time. What is borrowed or claimed keeps its socket open, and must be returned before the engine
 * is closed.
 */
public interface ZeroCopyCalls {
  /**
   * Borrows the next datagram, or the next piece of a stream. Borrowed bytes count against the
   * receive buffer until they are given back, in whatever order.
   *
   * @param flags {@code MSG_DONTWAIT} or 0
   * @param data empty; has the bytes afterwards if the call succeeds, even if they are none
   * @return how many bytes were borrowed; 0 at the end of a stream, or for an empty datagram
   */
  long borrow(int fd, int flags, BorrowedData data);

  /**
   * Gives back what was borrowed.
   *
   * @return 0, or {@code -EINVAL} if nothing was
   */
  int giveBack(BorrowedData data);

  /**
   * Claims memory for {@code length} bytes to send. A datagram gets all of it or {@code -EMSGSIZE},
   * a stream at most as much as fits one segment.
   *
   * @param length 0 or more; at least 1 on a stream
   * @param flags {@code MSG_DONTWAIT} or 0
   * @param data empty; has the memory afterwards if the call succeeds
   * @return how many bytes there are to be written
   */
  long claim(int fd, int length, int flags, ClaimedData data);

  /**
   * Sends the first {@code length} bytes of claimed memory. The memory is gone afterwards, whether
   * this succeeds or not, but for {@code -EINVAL} when the length is out of range.
   *
   * @param flags of {@code sendto}
   * @param dest the destination of a datagram, or NULL for the peer
   * @return {@code length}, or an error
   */
  long commit(ClaimedData data, int length, int flags, MemorySegment dest, int addrlen);

  /**
   * Gives claimed memory back unsent.
   *
   * @return 0, or {@code -EINVAL} if nothing was claimed
   */
  int abort(ClaimedData data);
}
