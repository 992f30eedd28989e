package dev.odeon.runtime.effect;

import java.util.ArrayList;
import java.util.List;

/**
 * The effects of one block, decoded.
 *
 * @param all in the order of the calls
 */
public record BlockEffects(List<PlacedEffect<Object>> all) {
  /** None. */
  public static final BlockEffects NONE = new BlockEffects(List.of());

  /** Copies the list. */
  public BlockEffects {
    all = List.copyOf(all);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Whether there are any of {@code type}. */
  public boolean has(Class<?> type) {
    for (PlacedEffect<Object> each : all) {
      if (type.isInstance(each.effect())) {
        return true;
      }
    }
    return false;
  }

  /** Those of {@code type}, in the order of the calls. */
  public <E> List<PlacedEffect<E>> of(Class<E> type) {
    if (!has(type)) {
      return List.of();
    }
    List<PlacedEffect<E>> found = new ArrayList<>(all.size());
    for (PlacedEffect<Object> each : all) {
      if (type.isInstance(each.effect())) {
        found.add(new PlacedEffect<>(each.index(), type.cast(each.effect())));
      }
    }
    return found;
  }
}
