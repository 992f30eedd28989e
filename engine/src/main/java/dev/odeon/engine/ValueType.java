package dev.odeon.engine;

import java.util.Locale;

/**
 * The type of a core value. All but the references travel through {@link Instance#call} as one
 * {@code long} each.
 */
public enum ValueType {
  /** 32 bits, in the low half of the long; the high half is ignored on the way in. */
  I32,
  /** 64 bits. */
  I64,
  /** The raw bits of a float, in the low half of the long. */
  F32,
  /** The raw bits of a double. */
  F64,
  /** A reference: it cannot cross the border. */
  REFERENCE;

  /** The lower-case name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
