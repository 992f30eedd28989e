package dev.odeon.component;

import java.util.List;

/**
 * The core parameter and result types of a flattened function.
 *
 * @param params the parameters' types, in order
 * @param results the result's type; empty if there is none
 */
public record CoreSignature(List<CoreType> params, List<CoreType> results) {
  /** Copies both lists. */
  public CoreSignature {
    params = List.copyOf(params);
    results = List.copyOf(results);
  }

  /** Returns text such as {@code (i32, i32) -> (i32)}. */
  @Override
  public String toString() {
    return text(params) + " -> " + text(results);
  }

  private static String text(List<CoreType> types) {
    return "(" + String.join(", ", types.stream().map(CoreType::toString).toList()) + ")";
  }
}
