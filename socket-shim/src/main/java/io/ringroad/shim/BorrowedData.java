package io.ringroad.shim;

import io.ringroad.fastpath.socket.DatagramMetadata;
import io.ringroad.fastpath.socket.FrameChain;
import io.ringroad.fastpath.socket.Socket;
import io.ringroad.fastpath.wire.IpAddresses;
import io.ringroad.ffm.NativeMemory;
import io.ringroad.pmd.Frame;
import io.ringroad.shim.fd.InetDescriptor;
import java.lang.foreign.MemorySegment;

/** Received bytes in the memory that they arrived in. Belongs to one thread at a time. */
public final class BorrowedData {
  private final Frame frame = new Frame();
  private final DatagramMetadata metadata = new DatagramMetadata();
  private final FrameChain chain = new FrameChain();
  private InetDescriptor owner;
  private Socket source;
  private long address;

  /** Holds nothing yet. */
  public BorrowedData() {}

  /** Whether there is something to give back. */
  public boolean isHeld() {
    return address != 0;
  }

  /** All bytes that were borrowed. */
  public int length() {
    return address == 0 ? 0 : frame.packetLength();
  }

  /**
   * Bytes at {@link #address()}: all of them, but for a datagram that did not fit one frame, which
   * only {@link #copyTo} gives whole.
   */
  public int contiguousLength() {
    return address == 0 ? 0 : frame.length();
  }

  /** The address of the first byte. */
  public long address() {
    return address == 0 ? 0 : frame.data();
  }

  /** The bytes at {@link #address()}; valid until they are given back, which nobody checks. */
  public MemorySegment memory() {
    return NativeMemory.segment(address(), contiguousLength());
  }

  /** Copies all bytes. */
  public void copyTo(MemorySegment target, long offset) {
    chain.copyOut(address, 0, target, offset, length());
  }

  /** The IPv4 address of a datagram's sender; the first byte of the dotted form is the highest. */
  public int senderAddress() {
    return IpAddresses.toIpv4(metadata.wrap(address).remoteLow());
  }

  /** The port of a datagram's sender. */
  public int senderPort() {
    return metadata.wrap(address).remotePort();
  }

  void hold(InetDescriptor descriptor, Socket from, long frameAddress) {
    owner = descriptor;
    source = from;
    address = frameAddress;
    frame.wrap(frameAddress);
  }

  /** Empties this; the caller gives back. */
  long take() {
    long taken = address;
    address = 0;
    return taken;
  }

  Socket source() {
    return source;
  }

  InetDescriptor owner() {
    return owner;
  }
}
