package dev.odeon.host;

import dev.odeon.store.ContentRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells which content of the store the recorded calls of a capability put, read or name. */
@FunctionalInterface
public interface ContentNames {
  /** Receives content that a call names. */
  @FunctionalInterface
  interface Visitor {
    /**
     * A call names {@code ref}.
     *
     * @param required whether it was there, and was kept from a collection until the block named
     *     it; a guest may also ask for what is not there
     */
    void content(ContentRef ref, boolean required);
  }

  /**
   * Tells {@code visitor} what one call names.
   *
   * @param function which function of the interface was called
   * @param args its arguments, as the function's type has them
   * @param result what it answered, likewise; null if that is not recorded by value
   * @param stored whether it answered stored bytes, which are recorded by their hash
   */
  void visit(
      String function, List<Object> args, @Nullable Object result, boolean stored, Visitor visitor);
}
