package io.ringroad.shim.script;

import io.ringroad.shim.SocketCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * What the calls of a script share: memory, descriptors under the script's numbers, and how far
 * each stream has come.
 */
final class CallContext {
  final SocketCalls calls;
  final IpVersion ip;
  final Arena arena = Arena.ofAuto();

  /** Whether all streams carry the bytes of {@link Payload}; not if the script has its own. */
  final boolean patterned;

  private final Map<Long, Integer> descriptors = new HashMap<>();
  private final Map<Integer, Long> sent = new HashMap<>();
  private final Map<Integer, Long> received = new HashMap<>();

  CallContext(SocketCalls calls, IpVersion ip, boolean patterned) {
    this.calls = calls;
    this.ip = ip;
    this.patterned = patterned;
  }

  MemorySegment allocate(long bytes) {
    return arena.allocate(Math.max(1, bytes), 8);
  }

  /** Closes what the script left open, where that is not the world's own care. */
  void closeAll() {
    descriptors.values().forEach(calls::close);
  }

  /** The engine's number of what the script calls so; one that it never opened stays as it is. */
  int live(long scriptFd) {
    return descriptors.getOrDefault(scriptFd, scriptFd < 0 ? (int) scriptFd : 1_000_000);
  }

  /** The script gave a number to a new descriptor. */
  void opened(long scriptFd, int liveFd) {
    descriptors.put(scriptFd, liveFd);
    sent.put(liveFd, 1L);
    received.put(liveFd, 1L);
  }

  /** The place in the engine's stream of what is written next. */
  long sendPosition(int liveFd) {
    return sent.getOrDefault(liveFd, 1L);
  }

  void sent(int liveFd, long bytes) {
    sent.merge(liveFd, bytes, Long::sum);
  }

  /** The place in the remote's stream of what is read next. */
  long receivePosition(int liveFd) {
    return received.getOrDefault(liveFd, 1L);
  }

  void received(int liveFd, long bytes) {
    received.merge(liveFd, bytes, Long::sum);
  }
}
