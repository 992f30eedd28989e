package dev.odeon.component;

/**
 * A guest broke the canonical ABI: its run ends as trapped, or as exhausted(output) where the kind
 * is {@link Kind#OUTPUT}. Of the host's own mistakes (a value of the wrong class) the word is
 * {@link IllegalArgumentException}.
 */
public final class AbiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Which rule was broken. The codes are for outcomes, and stay. */
  public enum Kind {
    /** A range that is not inside the memory. */
    BOUNDS("bounds"),
    /** A pointer that is no multiple of what its type asks for. */
    ALIGNMENT("alignment"),
    /** A list or string longer than the ABI has room for. */
    LENGTH("length"),
    /** A case number that the variant or enum does not have. */
    DISCRIMINANT("discriminant"),
    /** A char that is no Unicode scalar value. */
    CHAR("char"),
    /** A string that is not UTF-8. */
    UTF8("utf8"),
    /** More lifted than the caller allows. */
    OUTPUT("output"),
    /** An import called while the guest only had to make room or clean up. */
    REENTRANCE("reentrance");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /** The short name that outcomes carry. */
    public String code() {
      return code;
    }
  }

  private final Kind kind;
  private final String where;

  /**
   * A breach of {@code kind} at {@code where}, a path such as {@code result.ok.0}, in words {@code
   * what}.
   */
  public AbiException(Kind kind, String where, String what) {
    super(where + ": " + what, null, false, false);
    this.kind = kind;
    this.where = where;
  }

  /** Which rule was broken. */
  public Kind kind() {
    return kind;
  }

  /** The path to the value, such as {@code params.body.some}. */
  public String where() {
    return where;
  }
}
