package dev.odeon.component;

/** A core WebAssembly type of flattened values. */
public enum CoreType {
  I32,
  I64,
  F32,
  F64;

  /** Returns the type of a slot that two cases of a variant share (Canonical ABI, {@code join}). */
  static CoreType join(CoreType one, CoreType other) {
    if (one == other) {
      return one;
    }
    return one.isNarrow() && other.isNarrow() ? I32 : I64;
  }

  private boolean isNarrow() {
    return this == I32 || this == F32;
  }

  /** The name in the text format. */
  @Override
  public String toString() {
    return switch (this) {
      case I32 -> "i32";
      case I64 -> "i64";
      case F32 -> "f32";
      case F64 -> "f64";
    };
  }
}
