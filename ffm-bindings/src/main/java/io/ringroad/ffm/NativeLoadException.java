package io.ringroad.ffm;

/** A native library cannot be used; the message is one sentence that says what to install. */
public final class NativeLoadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what is missing, and what to do about it
   */
  public NativeLoadException(String message) {
    super(message);
  }
}
