package dev.odeon.component;

/**
 * A guest broke the canonical ABI. Its run ends as trapped, or as exhausted(output) for {@link
 * Kind#OUTPUT}. The host's own mistakes (a value of the wrong class) throw {@link
 * IllegalArgumentException} instead.
 */
public final class AbiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The rule that was broken. The codes appear in recorded outcomes and never change. */
  public enum Kind {
    /** A range outside the memory. */
    BOUNDS("bounds"),
    /** A pointer that is not aligned as its type requires. */
    ALIGNMENT("alignment"),
    /** A list or string longer than the ABI allows. */
    LENGTH("length"),
    /** A case number that the variant or enum does not have. */
    DISCRIMINANT("discriminant"),
    /** A char that is not a Unicode scalar value. */
    CHAR("char"),
    /** A string that is not UTF-8. */
    UTF8("utf8"),
    /** A value larger than the caller's limit for lifting. */
    OUTPUT("output"),
    /** A call of an import while the guest allocates or cleans up. */
    REENTRANCE("reentrance");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** The code that outcomes contain. */
    public String code() {
      return code;
    }
  }

  private final Kind kind;
  private final String where;

  /**
   * Creates an exception.
   *
   * @param kind the broken rule
   * @param where the path to the value, such as {@code result.ok.0}
   * @param what the problem, for people
   */
  public AbiException(Kind kind, String where, String what) {
    super(where + ": " + what, null, false, false);
    this.kind = kind;
    this.where = where;
  }

  /** The rule that was broken. */
  public Kind kind() {
    return kind;
  }

  /** The path to the value, such as {@code params.body.some}. */
  public String where() {
    return where;
  }
}
