package io.ringroad.shim;

import io.ringroad.fastpath.lane.LaneThreadHook;
import io.ringroad.ffm.dpdk.Eal;
import io.ringroad.ffm.dpdk.EalOptions;
import io.ringroad.pmd.Frame;
import io.ringroad.pmd.FramePool;
import io.ringroad.pmd.NativeFramePool;
import io.ringroad.pmd.Nic;
import io.ringroad.pmd.NicSpec;
import io.ringroad.pmd.dpdk.DpdkFramePool;
import io.ringroad.pmd.dpdk.DpdkNic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The devices and the memory of an engine, opened in order and closed in the reverse one. */
final class EngineDevices implements AutoCloseable {
  private static final int BYTES_PER_FRAME_BESIDE_DATA = 384;
  private static final int BASE_MEMORY_MB = 64;
  private static final int LINK_HEADER_BYTES = 18;
  private static final int USUAL_MTU = 1_500;
  private static final int BYTES_PER_MB = 1 << 20;

  private final RingroadConfig config;
  private final List<Nic> nics = new ArrayList<>();
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private FramePool pool;
  private LaneThreadHook hook = LaneThreadHook.NONE;

  /** Opens everything; if that fails, what was opened is closed again. */
  EngineDevices(RingroadConfig config) {
    this.config = config;
    try {
      open();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void open() {
    boolean named = config.devices().stream().anyMatch(device -> device.spec() != null);
    if (named) {
      openNamed();
    } else {
      pool = config.pool();
      if (pool == null) {
        NativeFramePool own = new NativeFramePool(config.poolFrames(), dataRoomBytes());
        closers.push(own::close);
        pool = own;
      }
      config.devices().forEach(device -> attach(device, device.nic()));
    }
  }

  private void openNamed() {
    Eal eal = Eal.start(ealOptions());
    DpdkFramePool frames = DpdkFramePool.create(eal, config.poolFrames(), dataRoomBytes());
    closers.push(frames::close);
    pool = frames;
    hook = new EalThreads(eal);
    for (DeviceConfig device : config.devices()) {
      DpdkNic nic = device.vlan() == 0 ? DpdkNic.open(eal, specOf(device), frames) : null;
      if (nic != null) {
        closers.push(nic::close);
      }
      attach(device, nic);
    }
  }

  /** A device is told of packets that are larger than it takes without being asked. */
  private static NicSpec specOf(DeviceConfig device) {
    NicSpec spec = device.spec();
    boolean jumbo = device.mtu() > USUAL_MTU && spec.mtu() == 0;
    return jumbo ? NicSpec.parse(spec.text() + ",mtu=" + device.mtu()) : spec;
  }

  /** A VLAN's device is the one that it is on. */
  private void attach(DeviceConfig device, Nic nic) {
    if (device.vlan() != 0) {
      nics.add(nics.get(config.devices().indexOf(device.parent())));
      return;
    }
    if (device.capture() == null) {
      nics.add(nic);
      return;
    }
    CapturedNic captured = new CapturedNic(nic, device.capture());
    closers.push(captured::close);
    nics.add(captured);
  }

  private EalOptions ealOptions() {
    boolean pci =
        config.devices().stream().anyMatch(device -> device.vlan() == 0 && isPci(device.spec()));
    int memoryMb = config.memoryMb() > 0 ? config.memoryMb() : neededMemoryMb();
    boolean huge =
        switch (config.hugepages()) {
          case ON -> true;
          case OFF -> false;
          case AUTO -> Hugepages.freeMb() >= memoryMb;
        };
    return new EalOptions(memoryMb, huge, pci, config.ealArguments());
  }

  /** Of DPDK's own names, those with colons are addresses on the PCI bus. */
  private static boolean isPci(NicSpec spec) {
    return !spec.isShortForm() && spec.device().indexOf(':') >= 0;
  }

  private int neededMemoryMb() {
    long bytes = (long) config.poolFrames() * (dataRoomBytes() + BYTES_PER_FRAME_BESIDE_DATA);
    return BASE_MEMORY_MB + (int) (bytes / BYTES_PER_MB);
  }

  /** A frame holds a whole packet of any device. */
  private int dataRoomBytes() {
    int largest = 0;
    for (DeviceConfig device : config.devices()) {
      int ofSpec = device.spec() == null ? 0 : device.spec().mtu();
      largest = Math.max(largest, Math.max(device.mtu(), ofSpec));
    }
    int needed = Frame.HEADROOM_BYTES + LINK_HEADER_BYTES + largest;
    return Math.max(needed, DpdkFramePool.DEFAULT_DATA_ROOM_BYTES);
  }

  /** Where frames come from. */
  FramePool pool() {
    return pool;
  }

  /** The devices, in the order of the configuration. */
  List<Nic> nics() {
    return nics;
  }

  /** What a lane's thread does before it touches them. */
  LaneThreadHook hook() {
    return hook;
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }

  /** Makes lanes' threads known to DPDK. */
  private record EalThreads(Eal eal) implements LaneThreadHook {
    @Override
    public void onStart(int lane) {
      eal.registerThread();
    }

    @Override
    public void onStop(int lane) {
      eal.unregisterThread();
    }
  }
}
