package dev.odeon.bench;

import dev.odeon.engine.ModuleException;
import java.util.Set;

/** The names of what the engine refuses, for which a command of a script is skipped. */
final class SpecRefusals {
  /** Not the engine's: it reads the binary format alone. */
  static final String TEXT = "text format";

  private static final String NOT = " not supported";
  private static final Set<String> NAMES = Set.of("SIMD", "memory64", "threads", "tail calls");

  private SpecRefusals() {}

  /** Whether the module was refused for needing what this engine does not have. */
  static boolean isByName(ModuleException e) {
    return NAMES.stream().anyMatch(name -> e.what().startsWith(name)) && e.what().contains(NOT);
  }

  /** The name of what it needs. */
  static String name(ModuleException e) {
    return NAMES.stream().filter(name -> e.what().startsWith(name)).findFirst().orElse("");
  }

  /** Why the module was refused: a name, or in words. */
  static String reason(ModuleException e) {
    return isByName(e) ? name(e) : e.what() + (e.where().isEmpty() ? "" : " (" + e.where() + ")");
  }

  /** Whether {@code reason} is one of the names. */
  static boolean isName(String reason) {
    return NAMES.contains(reason);
  }
}
