package dev.odeon.engine;

/**
 * A module that this engine does not run: malformed, invalid, too large, or in need of something it
 * does not have.
 */
public final class ModuleException extends RuntimeException {
  private final String what;
  private final String where;

  /**
   * A refusal.
   *
   * @param what what is wrong or missing, by name
   * @param where the section, function, import or byte offset; empty if it is the module as a whole
   */
  public ModuleException(String what, String where) {
    super(OneLine.of(what) + (where.isEmpty() ? "" : " (" + OneLine.of(where) + ")"));
    this.what = OneLine.of(what);
    this.where = OneLine.of(where);
  }

  /** What is wrong or missing. */
  public String what() {
    return what;
  }

  /** Where in the module; may be empty. */
  public String where() {
    return where;
  }
}
