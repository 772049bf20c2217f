package io.ringroad.shim;

import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.shim.fd.InetDescriptor;
import java.lang.foreign.MemorySegment;

/** Memory to write data into that is sent from there. Belongs to one thread at a time. */
public final class ClaimedData {
  private final Frame frame = new Frame();
  private InetDescriptor owner;
  private long address;
  private int length;

  /** Holds nothing yet. */
  public ClaimedData() {}

  /** Whether there is something to commit or abort. */
  public boolean isHeld() {
    return address != 0;
  }

  /** How many bytes there are. */
  public int length() {
    return address == 0 ? 0 : length;
  }

  /** The address of the first byte. */
  public long address() {
    return address == 0 ? 0 : frame.data();
  }

  /** The memory; valid until it is committed or aborted, which nobody checks. */
  public MemorySegment memory() {
    return NativeMemory.segment(address(), length());
  }

  void hold(InetDescriptor descriptor, long frameAddress, int bytes) {
    owner = descriptor;
    address = frameAddress;
    length = bytes;
    frame.wrap(frameAddress);
  }

  /** Empties this; the caller commits or aborts. */
  long take() {
    long taken = address;
    address = 0;
    return taken;
  }

  InetDescriptor owner() {
    return owner;
  }
}
