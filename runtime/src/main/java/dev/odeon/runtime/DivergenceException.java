package dev.odeon.runtime;

/**
 * An actor's state cannot be rebuilt: its module does not do again what its chain says it did. The
 * actor stays as it is.
 */
public final class DivergenceException extends ActorException {
  private static final long serialVersionUID = 1;

  private final transient Divergence divergence;

  /** Tells of {@code divergence}. */
  public DivergenceException(Divergence divergence) {
    super(Reason.DIVERGED, "replay diverged: " + divergence.text());
    this.divergence = divergence;
  }

  /** Where, and how. */
  public Divergence divergence() {
    return divergence;
  }
}
