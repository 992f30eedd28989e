package dev.odeon.host;

/** When a host function takes effect. The codes are those of the block format. */
public enum CallKind {
  /** After the turn's block is durable; gone if the turn is. */
  DEFERRED(0),
  /** During the turn, behind a durable intent. */
  IMMEDIATE(1),
  /** During the turn; it changes nothing. */
  READ(2);

  private final int code;

  CallKind(int code) {
    this.code = code;
  }

  /** The number that formats use. */
  public int code() {
    return code;
  }

  /**
   * The kind of {@code code}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CallKind of(int code) {
    for (CallKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException(code + " is the code of no kind of host call");
  }
}
