package io.ringroad.shim.script;

import io.ringroad.shim.wait.ParkedThread;

/** A blocking call, made by a thread of its own while the runner lets time pass. */
final class BlockedCall {
  final Event.Call event;
  final PreparedCall call;

  /** When the script has it return, since the beginning of the script. */
  final long endNs;

  private final Thread thread;
  private final ParkedThread parked;
  private final long startNs = System.nanoTime();
  private long looksBefore = -1;
  private volatile long result;
  private volatile Throwable failure;

  BlockedCall(Event.Call event, PreparedCall call, long endNs) {
    this.event = event;
    this.call = call;
    this.endNs = endNs;
    this.thread = new Thread(this::run, "script-call-" + event.name());
    this.parked = new ParkedThread(thread);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      result = call.invoke();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Real time since the call began. */
  long ageNs() {
    return System.nanoTime() - startNs;
  }

  boolean isDone() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  /**
   * Whether nothing more comes of the call before something happens: it sleeps, or is done. One
   * that looks now and then has to look twice.
   */
  boolean isSettled() {
    if (isDone() || parked.sleeps()) {
      return true;
    }
    parked.nudge();
    long looks = parked.looks();
    if (looks >= 0 && looksBefore < 0) {
      looksBefore = looks;
    }
    return looks >= 0 && looks >= looksBefore + 2;
  }

  /** Something happened that the call may have waited for. */
  void unsettle() {
    looksBefore = -1;
  }

  /** When the call gives up, on the engine's clock; {@link Long#MAX_VALUE} if never. */
  long deadlineNs() {
    return parked.deadlineNs();
  }

  /** What the call returned. */
  long result() {
    if (failure != null) {
      throw new IllegalStateException("the call threw", failure);
    }
    return result;
  }
}
