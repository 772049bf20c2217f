package io.ringroad.shim.local;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ringroad.shim.abi.UserData;
import java.lang.foreign.MemorySegment;

/**
 * Bytes on their way from one socket to another, with what goes beside them: Linux's {@code
 * sk_buff}. The bytes never change; who reads them from a stream counts them off.
 */
final class UnixMessage {
  final UnixSocket sender;
  final Credentials credentials;
  private final byte[] data;
  private final int chargeBytes;

  /** What is passed along; null without, and when it has been taken. Under {@link InFlight}. */
  private volatile Rights rights;

  /** The next of the queue. Written under the queue's lock. */
  volatile UnixMessage next;

  /** Bytes of a stream that were read. Written under the stream's reading lock. */
  private volatile int consumed;

  /** A message that its sender has been charged for. */
  UnixMessage(
      UnixSocket sender, byte[] data, int chargeBytes, Rights rights, Credentials credentials) {
    this.sender = sender;
    this.data = data;
    this.chargeBytes = chargeBytes;
    this.rights = rights;
    this.credentials = credentials;
  }

  /** The {@code length} bytes of the caller's data from {@code position}. */
  static byte[] copy(MemorySegment memory, int iovCount, int position, int length, int total) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int from = position + done;
      int chunk = Math.min(length - done, UserData.contiguous(memory, iovCount, from, total));
      MemorySegment piece = UserData.piece(memory, iovCount, from);
      long offset = UserData.offset(memory, iovCount, from);
      MemorySegment.copy(piece, JAVA_BYTE, offset, bytes, done, chunk);
      done += chunk;
    }
    return bytes;
  }

  /**
   * Copies bytes out, to {@code position} of the caller's memory.
   *
   * @param skip how many of the bytes that are left to leave out
   * @param room all of the caller's memory
   */
  void copyTo(MemorySegment memory, int iovCount, int position, int skip, int length, int room) {
    int from = consumed + skip;
    int done = 0;
    while (done < length) {
      int to = position + done;
      int chunk = Math.min(length - done, UserData.contiguous(memory, iovCount, to, room));
      MemorySegment piece = UserData.piece(memory, iovCount, to);
      long offset = UserData.offset(memory, iovCount, to);
      MemorySegment.copy(data, from + done, piece, JAVA_BYTE, offset, chunk);
      done += chunk;
    }
  }

  /** Bytes that were not read yet. */
  int left() {
    return data.length - consumed;
  }

  /** Counts bytes as read. */
  void consume(int count) {
    consumed += count;
  }

  Rights rights() {
    return rights;
  }

  /** Takes the descriptors out. Under {@link InFlight}'s lock. */
  Rights takeRights() {
    Rights taken = rights;
    rights = null;
    return taken;
  }

  /** Gives the sender its room back: the message is gone from every queue. */
  void uncharge() {
    sender.sendAccount().uncharge(chargeBytes);
  }
}
