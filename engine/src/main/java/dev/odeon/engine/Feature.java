package dev.odeon.engine;

import dev.odeon.base.Bytes;
import java.util.Locale;
import java.util.Set;

/** A part of WebAssembly beyond its first version, by the name of its proposal. */
public enum Feature {
  MUTABLE_GLOBALS,
  MULTI_VALUE,
  SIGN_EXTENSION,
  SATURATING_CONVERSIONS,
  BULK_MEMORY,
  REFERENCE_TYPES,
  EXTENDED_CONSTANTS,
  MULTI_MEMORY,
  TAIL_CALLS,
  EXCEPTIONS,
  FUNCTION_REFERENCES,
  SIMD,
  MEMORY64,
  THREADS,
  GARBAGE_COLLECTION,
  LEGACY_EXCEPTIONS;

  /**
   * The features that {@code module} uses, as far as can be read: what comes behind the first thing
   * that is not understood is not looked at.
   */
  public static Set<Feature> in(Bytes module) {
    return FeatureScan.of(module);
  }

  /** The name in words, such as {@code tail calls}. */
  @Override
  public String toString() {
    return this == SIMD ? name() : name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
