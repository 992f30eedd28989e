package dev.odeon.component;

import java.util.List;

/**
 * The core types a flattened function takes and gives.
 *
 * @param params of each parameter, in order
 * @param results none or one
 */
public record CoreSignature(List<CoreType> params, List<CoreType> results) {
  /** Copies both lists. */
  public CoreSignature {
    params = List.copyOf(params);
    results = List.copyOf(results);
  }

  /** Such as {@code (i32, i32) -> (i32)}. */
  @Override
  public String toString() {
    return text(params) + " -> " + text(results);
  }

  private static String text(List<CoreType> types) {
    return "(" + String.join(", ", types.stream().map(CoreType::toString).toList()) + ")";
  }
}
