package io.ringroad.shim.script;

import io.ringroad.shim.wait.ParkedThread;

/** A blocking call, made by a thread of its own while the runner lets time pass. */
final class BlockedCall {
  final Event.Call event;
  final PreparedCall call;

  /** When the script has it return, since the beginning of the script. */
  final long endNs;

  private final Thread thread;
  private volatile long result;
  private volatile Throwable failure;

  BlockedCall(Event.Call event, PreparedCall call, long endNs) {
    this.event = event;
    this.call = call;
    this.endNs = endNs;
    this.thread = new Thread(this::run, "script-call-" + event.name());
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

  boolean isDone() {
    return thread.getState() == Thread.State.TERMINATED;
  }

  /** Whether nothing more comes of the call before something happens: it sleeps, or is done. */
  boolean isSettled() {
    return isDone() || ParkedThread.sleeps(thread);
  }

  /** What the call returned. */
  long result() {
    if (failure != null) {
      throw new IllegalStateException("the call threw", failure);
    }
    return result;
  }
}
