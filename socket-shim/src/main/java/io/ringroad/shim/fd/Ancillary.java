package io.ringroad.shim.fd;

import static io.ringroad.shim.abi.MessageFlag.MSG_CMSG_CLOEXEC;
import static io.ringroad.shim.abi.MessageFlag.MSG_CTRUNC;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.shim.abi.Cmsghdr;
import io.ringroad.shim.abi.Msghdr;
import java.lang.foreign.MemorySegment;

/**
 * What a receive says beside the data: control data, written into the room that the caller's {@code
 * msg_control} gives, and the flags of the message. Belongs to one call at a time.
 */
public final class Ancillary {
  private static final int LENGTH_OFFSET = 0;
  private static final int LEVEL_OFFSET = 8;
  private static final int TYPE_OFFSET = 12;

  private static final int SCRATCH_BYTES = 64;

  private final MemorySegment scratch = MemorySegment.ofArray(new byte[SCRATCH_BYTES]);
  private long begin;
  private long at;
  private long end;
  private int flags;

  /** Takes the room of a message whose memory has been checked, and the flags of the call. */
  void begin(MemorySegment msg, long offset, int callFlags) {
    begin = Msghdr.control(msg, offset);
    at = begin;
    end = begin == 0 ? 0 : begin + Math.max(0, Msghdr.controlLength(msg, offset));
    flags = callFlags & MSG_CMSG_CLOEXEC; // which ____sys_recvmsg gives back
  }

  /** Tells the caller what was received. */
  void finish(MemorySegment msg, long offset) {
    Msghdr.flags(msg, offset, flags);
    Msghdr.controlLength(msg, offset, at - begin);
  }

  /** The flags of the message so far. */
  public int flags() {
    return flags;
  }

  /** Sets flags of the message: {@code MSG_OOB}, {@code MSG_EOR}, {@code MSG_CTRUNC}, ... */
  public void addFlags(int more) {
    flags |= more;
  }

  /** Room in which to prepare a piece of control data. */
  MemorySegment scratch() {
    return scratch;
  }

  /** How many bytes of data a piece of control data that is put now could carry uncut. */
  public int room() {
    return (int) Math.min(Math.max(0, end - at - Cmsghdr.SIZE), Integer.MAX_VALUE);
  }

  /**
   * Adds a piece of control data, as the kernel's {@code put_cmsg}: cut to the room that is left,
   * or left out where not even a header fits, with {@code MSG_CTRUNC} in both cases.
   *
   * @param level the protocol that says it, such as {@code SOL_SOCKET}
   * @param type what it is, in the words of the level
   * @param data of which the first {@code lengthBytes} are put
   */
  public void put(int level, int type, MemorySegment data, int lengthBytes) {
    int fitting = header(level, type, lengthBytes);
    if (fitting > 0) {
      MemorySegment.copy(data, 0, NativeMemory.segment(at + Cmsghdr.SIZE, fitting), 0, fitting);
    }
    advance(lengthBytes);
  }

  /** Adds an int. */
  public void putInt(int level, int type, int value) {
    int fitting = header(level, type, Integer.BYTES);
    for (int i = 0; i < fitting; i++) {
      NativeMemory.putByte(at + Cmsghdr.SIZE + i, (byte) (value >>> Byte.SIZE * i));
    }
    advance(Integer.BYTES);
  }

  /** Adds a single byte. */
  public void putByte(int level, int type, int value) {
    if (header(level, type, Byte.BYTES) > 0) {
      NativeMemory.putByte(at + Cmsghdr.SIZE, (byte) value);
    }
    advance(Byte.BYTES);
  }

  /** Writes a header if it fits; the bytes of data that fit behind it. */
  private int header(int level, int type, int lengthBytes) {
    if (end - at < Cmsghdr.SIZE) {
      flags |= MSG_CTRUNC;
      return 0;
    }
    int fitting = Math.min(lengthBytes, room());
    if (fitting < lengthBytes) {
      flags |= MSG_CTRUNC;
    }
    NativeMemory.putLong(at + LENGTH_OFFSET, Cmsghdr.length(fitting));
    NativeMemory.putInt(at + LEVEL_OFFSET, level);
    NativeMemory.putInt(at + TYPE_OFFSET, type);
    return fitting;
  }

  private void advance(int lengthBytes) {
    if (end - at >= Cmsghdr.SIZE) {
      at = Math.min(end, at + Cmsghdr.space(lengthBytes));
    }
  }
}
