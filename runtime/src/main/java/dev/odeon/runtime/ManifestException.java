package dev.odeon.runtime;

/**
 * A manifest that cannot be used: the message names the file, the line, the key and what belongs
 * there.
 */
public final class ManifestException extends ActorException {
  private static final long serialVersionUID = 1;

  /** What is wrong, in one line. */
  public ManifestException(String message) {
    super(Reason.INVALID_MANIFEST, message);
  }
}
