package dev.odeon.engine;

import java.util.List;

/**
 * The functions that metered code imports beside its own imports. Compiled code has their work
 * inline; interpreted code calls them.
 */
enum ReservedImport {
  /** Takes fuel. */
  CHARGE(List.of(ValueType.I32), List.of()),
  /** Takes fuel and answers what the slice has left, negative if it is overdrawn. */
  SPEND(List.of(ValueType.I32), List.of(ValueType.I32)),
  /**
   * Of the stack slots left and of fuel: takes the fuel, and answers a negative number if it is
   * overdrawn or the stack was never so deep.
   */
  ENTER(List.of(ValueType.I32, ValueType.I32), List.of(ValueType.I32)),
  /** What follows if {@link #SPEND} answered a negative number. */
  REFILL(List.of(), List.of()),
  /** Of the stack slots left: what follows if {@link #ENTER} answered a negative number. */
  DEEPEN(List.of(ValueType.I32), List.of()),
  /** Of the stack slots left: notes them, before an imported function is called. */
  BORDER(List.of(ValueType.I32), List.of()),
  /** Of a number of table elements: takes the fuel for moving them, and answers the number. */
  ELEMENTS(List.of(ValueType.I32), List.of(ValueType.I32)),
  /** The same number, or the canonical NaN. */
  CANONICAL_32(List.of(ValueType.F32), List.of(ValueType.F32)),
  /** The same number, or the canonical NaN. */
  CANONICAL_64(List.of(ValueType.F64), List.of(ValueType.F64));

  /** The module that they are imported from. */
  static final String MODULE = "odeon";

  /** How many there are. */
  static final int COUNT = values().length;

  private final FunctionType type;

  ReservedImport(List<ValueType> parameters, List<ValueType> results) {
    this.type = new FunctionType(parameters, results);
  }

  FunctionType type() {
    return type;
  }
}
