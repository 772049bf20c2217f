package io.ringroad.shim;

import static io.ringroad.shim.Errno.EINVAL;

import io.ringroad.shim.abi.UserMemory;
import io.ringroad.shim.fd.DescriptorSlot;
import io.ringroad.shim.fd.DescriptorTable;
import io.ringroad.shim.fd.InetDescriptor;
import io.ringroad.shim.fd.SocketName;
import java.lang.foreign.MemorySegment;

/** The calls without a copy on the engine: what is held keeps a reference to its descriptor. */
final class RingroadZeroCopy implements ZeroCopyCalls {
  private final DescriptorTable table;

  RingroadZeroCopy(DescriptorTable table) {
    this.table = table;
  }

  @Override
  public long borrow(int fd, int flags, BorrowedData data) {
    if (data.isHeld()) {
      return -EINVAL;
    }
    try (DescriptorSlot slot = table.acquire(fd)) {
      long frame = slot.descriptor().borrow(flags);
      if (frame <= 0) {
        return frame;
      }
      InetDescriptor socket = (InetDescriptor) slot.descriptor();
      socket.retain();
      data.hold(socket, socket.source(), frame);
      return data.length();
    }
  }

  @Override
  public int giveBack(BorrowedData data) {
    if (!data.isHeld()) {
      return -EINVAL;
    }
    InetDescriptor owner = data.owner();
    owner.giveBack(data.source(), data.take());
    owner.release();
    return 0;
  }

  @Override
  public long claim(int fd, int length, int flags, ClaimedData data) {
    if (data.isHeld() || length < 0) {
      return -EINVAL;
    }
    try (DescriptorSlot slot = table.acquire(fd)) {
      long frame = slot.descriptor().claim(length, flags);
      if (frame < 0) {
        return frame;
      }
      InetDescriptor socket = (InetDescriptor) slot.descriptor();
      socket.retain();
      data.hold(socket, frame, socket.claimedBytes(length));
      return data.length();
    }
  }

  @Override
  public long commit(ClaimedData data, int length, int flags, MemorySegment dest, int addrlen) {
    if (!data.isHeld() || length < 0 || length > data.length()) {
      return -EINVAL;
    }
    MemorySegment name = UserMemory.isNull(dest) || addrlen == 0 ? null : dest;
    int refused = name == null ? 0 : SocketName.checkInput(name, addrlen);
    InetDescriptor owner = data.owner();
    long frame = data.take();
    long result = refused;
    if (refused == 0) {
      result = owner.commit(frame, length, flags, name, addrlen);
    } else {
      owner.abort(frame);
    }
    owner.release();
    return result;
  }

  @Override
  public int abort(ClaimedData data) {
    if (!data.isHeld()) {
      return -EINVAL;
    }
    InetDescriptor owner = data.owner();
    owner.abort(data.take());
    owner.release();
    return 0;
  }
}
