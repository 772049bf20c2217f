package io.ringroad.shim;

import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicQueue;
import io.ringroad.pmd.NicStatistics;
import io.ringroad.pmd.Offloads;
import io.ringroad.pmd.probe.PcapFile;
import io.ringroad.pmd.probe.PcapQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * A device whose queues write down what passes them. Closing it closes the file, not the device.
 */
final class CapturedNic implements Nic {
  private final Nic nic;
  private final PcapFile file;
  private final NicQueue[] queues;

  /**
   * Starts recording.
   *
   * @throws IllegalArgumentException if the file cannot be written
   */
  CapturedNic(Nic nic, Path path) {
    this.nic = nic;
    try {
      this.file = PcapFile.create(path, nic.name());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "'pcap' is '%s', but must be a file that can be written: %s."
              .formatted(path, e.getMessage()),
          e);
    }
    this.queues = new NicQueue[nic.queueCount()];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new PcapQueue(nic.queue(i), file, SystemEpochNanoClock.INSTANCE);
    }
  }

  @Override
  public String name() {
    return nic.name();
  }

  @Override
  public long macAddress() {
    return nic.macAddress();
  }

  @Override
  public int mtu() {
    return nic.mtu();
  }

  @Override
  public int queueCount() {
    return queues.length;
  }

  @Override
  public NicQueue queue(int index) {
    return queues[index];
  }

  @Override
  public Offloads offloads() {
    return nic.offloads();
  }

  @Override
  public void multicastAddresses(long... addresses) {
    nic.multicastAddresses(addresses);
  }

  @Override
  public boolean linkUp() {
    return nic.linkUp();
  }

  @Override
  public NicStatistics statistics() {
    return nic.statistics();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
