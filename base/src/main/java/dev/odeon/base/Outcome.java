package dev.odeon.base;

/** How a run of guest code ended. A guest that fails is a value, never an exception of the host. */
public sealed interface Outcome {
  /** It ended by itself and its result was taken. */
  record Returned() implements Outcome {}

  /**
   * It ended by itself and refused: its state stays as it was.
   *
   * @param reason the guest's words
   */
  record Rejected(String reason) implements Outcome {}

  /**
   * It broke a rule of WebAssembly or of its contract.
   *
   * @param kind a short name of the rule, such as {@code unreachable}, {@code out-of-bounds},
   *     {@code denied}
   * @param where the function or the place in the contract, for people; empty if unknown
   */
  record Trapped(String kind, String where) implements Outcome {}

  /**
   * It was stopped at a limit.
   *
   * @param limit which one
   */
  record Exhausted(Limit limit) implements Outcome {}

  /** Its caller took the call back. */
  record Cancelled() implements Outcome {}

  /** What can run out. The codes are those of the block format. */
  enum Limit {
    FUEL(0),
    TIME(1),
    MEMORY(2),
    TABLE(3),
    STACK(4),
    OUTPUT(5);

    private final int code;

    Limit(int code) {
      this.code = code;
    }

    /** The number that formats use. */
    public int code() {
      return code;
    }

    /**
     * The limit of {@code code}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Limit of(int code) {
      for (Limit limit : values()) {
        if (limit.code == code) {
          return limit;
        }
      }
      throw new IllegalArgumentException(code + " is the code of no limit");
    }

    /** The lower-case name. */
    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The outcome that every caller hopes for. */
  Outcome RETURNED = new Returned();

  /** One line for people. */
  default String text() {
    return switch (this) {
      case Returned _ -> "returned";
      case Rejected(String reason) -> "rejected: " + reason;
      case Trapped(String kind, String where) ->
          where.isEmpty() ? "trapped: " + kind : "trapped: " + kind + " in " + where;
      case Exhausted(Limit limit) -> "exhausted: " + limit;
      case Cancelled _ -> "cancelled";
    };
  }
}
