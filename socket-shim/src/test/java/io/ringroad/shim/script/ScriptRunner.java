package io.ringroad.shim.script;

import io.ringroad.pmd.NativeFramePool;

/** Plays scripts, each against an engine of its own. */
final class ScriptRunner implements AutoCloseable {
  private static final int FRAMES = 2_048;

  private final NativeFramePool pool = new NativeFramePool(FRAMES);

  /**
   * Plays a script with the first version of IP that it is for.
   *
   * @param name what failures call it
   * @throws ScriptException if the script makes no sense
   * @throws ScriptFailure if the engine does not do what it says
   */
  void play(String name, String source) {
    Script script = ScriptParser.parse(name, source);
    play(script, Settings.versions(script).getFirst());
  }

  /** Plays a script with one version of IP. */
  void play(Script script, IpVersion ip) {
    Settings settings = Settings.of(script, ip);
    try (Engine engine = new Engine(settings, pool)) {
      new Executor(script, settings, engine).run();
    }
    if (pool.inUse() != 0) {
      throw ScriptFailure.at(
          script.name(),
          1,
          "frames are lost",
          new Trace(),
          pool.inUse() + " did not go back to their pool");
    }
  }

  /** Frames that are not in the pool. */
  int framesInUse() {
    return pool.inUse();
  }

  @Override
  public void close() {
    pool.close();
  }
}
