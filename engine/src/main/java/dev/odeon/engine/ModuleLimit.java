package dev.odeon.engine;

import java.util.Locale;

/**
 * What a module may have at most: each is checked while the module's bytes are scanned, before
 * anything whose time or memory grows with it is begun. They are chosen so that compiling stays
 * within some ten seconds a megabyte of module, whatever it is made of, and are far above what
 * compilers make. The guide's page on plug-ins lists them.
 */
public enum ModuleLimit {
  /** Function types. */
  TYPES("types", 10_000),
  /** The parameters of one function type, or its results. */
  TYPE_VALUES("parameters or results of one type", 1_000),
  /** The parameters and results of all function types. */
  ALL_TYPE_VALUES("parameters and results of all types", 200_000),
  /** Imports of all kinds. */
  IMPORTS("imports", 2_000),
  /** Functions, imported ones included. */
  FUNCTIONS("functions", 65_536),
  /**
   * What the dispatch of indirect calls takes: the types and their parameters and results, times
   * the functions; and twice the types, times the square of the imported functions.
   */
  TYPE_CHECKS("comparisons of types with functions", 500_000_000),
  /** Tables. */
  TABLES("tables", 100),
  /** Memories. */
  MEMORIES("memories", 100),
  /** Globals. */
  GLOBALS("globals", 10_000),
  /** Exception tags. */
  TAGS("tags", 1_000),
  /** Exports. */
  EXPORTS("exports", 50_000),
  /** Element segments, active or not. */
  ELEMENT_SEGMENTS("element segments", 10_000),
  /** The elements of all element segments. */
  ELEMENTS("elements of all segments", 1_000_000),
  /** Data segments, active or not. */
  DATA_SEGMENTS("data segments", 100_000),
  /** Custom sections. */
  CUSTOM_SECTIONS("custom sections", 1_000),
  /** The bytes of one name of an import, an export or a custom section. */
  NAME_BYTES("bytes of one name", 100_000),
  /** The instructions of one constant expression. */
  CONSTANT_INSTRUCTIONS("instructions of one constant expression", 100),
  /** The locals of one function. */
  LOCALS("locals of one function", 50_000),
  /** The locals of all functions. */
  ALL_LOCALS("locals of all functions", 1_000_000),
  /** The bytes of one function. */
  FUNCTION_BYTES("bytes of one function", 2_000_000),
  /** How deep blocks are nested. */
  NESTING("nested blocks", 5_000),
  /** The labels of one {@code br_table}. */
  LABELS("labels of one br_table", 100_000),
  /** The locals of one function times its blocks and branches: what its stack maps are made of. */
  STACK_MAP_VALUES("locals times blocks and branches of one function", 20_000_000),
  /** The {@code try_table} instructions of one function and their catch clauses. */
  HANDLERS("try_table instructions and catch clauses of one function", 1_000),
  /** The same of all functions. */
  ALL_HANDLERS("try_table instructions and catch clauses of all functions", 20_000),
  /** How deep {@code try_table} instructions are nested. */
  HANDLER_NESTING("nested try_table instructions", 20),
  /**
   * Functions of which only compiling tells that they are too large for a method of the JVM: all
   * others are compiled again for each.
   */
  LARGE_FUNCTIONS("functions slightly too large to be compiled", 20);

  private final String text;
  private final long max;

  ModuleLimit(String text, long max) {
    this.text = text;
    this.max = max;
  }

  /** What is counted, in words. */
  public String text() {
    return text;
  }

  /** The most there may be. */
  public long max() {
    return max;
  }

  /**
   * Checks a count.
   *
   * @param where the section or function it is the count of
   * @throws ModuleException if it is over the limit
   */
  void check(long count, String where) {
    if (count > max) {
      throw new ModuleException(
          String.format(Locale.ROOT, "%,d %s: the limit is %,d", count, text, max), where);
    }
  }
}
