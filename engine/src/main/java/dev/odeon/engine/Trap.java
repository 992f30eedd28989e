package dev.odeon.engine;

/**
 * Ends the run it is thrown in as {@link dev.odeon.base.Outcome.Trapped}. Host functions and bodies
 * throw it when the guest broke its contract; a guest cannot catch it.
 */
public final class Trap extends RuntimeException {
  private final String kind;
  private final String where;

  /**
   * A broken rule.
   *
   * @param kind a short stable name of the rule, such as {@code denied}; it becomes part of the
   *     recorded outcome
   * @param where the function or the place in the contract; may be empty
   */
  public Trap(String kind, String where) {
    this(kind, where, true);
  }

  private Trap(String kind, String where, boolean traced) {
    super(where.isEmpty() ? kind : kind + " in " + where, null, false, traced);
    this.kind = kind;
    this.where = where;
  }

  /** The end of a run that is no failure: which functions it was in is of no interest. */
  public static Trap end(String kind) {
    return new Trap(kind, "", false);
  }

  /** The short name of the rule. */
  public String kind() {
    return kind;
  }

  /** The function or place; may be empty. */
  public String where() {
    return where;
  }
}
