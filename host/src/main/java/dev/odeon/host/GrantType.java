package dev.odeon.host;

import java.util.List;
import java.util.function.Function;

/**
 * How far the grants of a capability can reach, and how a manifest narrows them.
 *
 * @param keys by what it is narrowed; none for a capability that is granted whole or not at all
 * @param reader makes a grant of a table that has no other keys; of an empty one, the whole
 * @param <G> what a grant is
 */
public record GrantType<G>(List<String> keys, Function<GrantTable, G> reader) {
  /** Of a capability that is granted whole or not at all. */
  public static final GrantType<Whole> WHOLE = new GrantType<>(List.of(), _ -> Whole.GRANT);

  /** Copies the list. */
  public GrantType {
    keys = List.copyOf(keys);
  }

  /** A grant that nothing narrows. */
  public enum Whole {
    /** The one there is. */
    GRANT
  }
}
