package dev.odeon.engine;

import java.util.List;
import java.util.stream.Collectors;

/** The type of a core function. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {
  /** A type, copying both lists. */
  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /**
   * Whether a reference is among the parameters or results, so that the host can neither call it
   * nor be called by it.
   */
  public boolean hasReferences() {
    return parameters.contains(ValueType.REFERENCE) || results.contains(ValueType.REFERENCE);
  }

  /** Such as {@code (i32, i64) -> i32}. */
  @Override
  public String toString() {
    return "(" + join(parameters) + ") -> " + (results.isEmpty() ? "()" : join(results));
  }

  private static String join(List<ValueType> types) {
    return types.stream().map(ValueType::toString).collect(Collectors.joining(", "));
  }
}
