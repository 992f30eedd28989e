package dev.odeon.runtime;

/**
 * A manifest that cannot be used: the message names the file, the line, the key and what belongs
 * there.
 */
public final class ManifestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ManifestException(String message) {
    super(message);
  }
}
