package dev.odeon.component;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The position of a pass in a value, for error messages. It is cheap enough to be tracked always.
 */
class Path {
  private final String root;
  private @Nullable String[] names = new @Nullable String[8];
  private int[] indices = new int[8];
  private int depth;

  Path(String root) {
    this.root = root;
  }

  final void down(String name) {
    room();
    names[depth++] = name;
  }

  final void down(int index) {
    room();
    names[depth] = null;
    indices[depth++] = index;
  }

  final void up() {
    depth--;
  }

  final AbiException wrong(AbiException.Kind kind, String what) {
    return new AbiException(kind, toString(), what);
  }

  /** Returns the exception for a host value that does not match its type. */
  final IllegalArgumentException unfit(String what) {
    return new IllegalArgumentException(this + ": " + what);
  }

  /** Casts the value to the Java class of its type. */
  final <T> T as(Class<T> expected, String type, Object value) {
    if (!expected.isInstance(value)) {
      throw unfit(
          type + " is " + expected.getSimpleName() + ", not " + value.getClass().getSimpleName());
    }
    return expected.cast(value);
  }

  private void room() {
    if (depth == names.length) {
      names = Arrays.copyOf(names, depth * 2);
      indices = Arrays.copyOf(indices, depth * 2);
    }
  }

  /** Returns text such as {@code result.ok.0}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(root);
    for (int i = 0; i < depth; i++) {
      String name = names[i];
      text.append('.').append(name == null ? Integer.toString(indices[i]) : name);
    }
    return text.toString();
  }
}
