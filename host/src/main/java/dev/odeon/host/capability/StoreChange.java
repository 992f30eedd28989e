package dev.odeon.host.capability;

import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.StoreName;
import java.util.ArrayList;
import java.util.List;

/** The effect of a deferred call of the store: a change that is made once its block is durable. */
public sealed interface StoreChange {
  /** The store that it concerns. */
  StoreName store();

  /** The store itself is made. */
  record Created(StoreName store) implements StoreChange {}

  /** A label of the store changes. */
  record Labelled(StoreName store, LabelChange change) implements StoreChange {}

  /** What {@code label} of {@code store} stands for after this, given what it stood for before. */
  default List<ContentRef> after(StoreName store, Label label, List<ContentRef> before) {
    return this instanceof Labelled(StoreName of, LabelChange change)
            && of.equals(store)
            && change.label().equals(label)
        ? after(change, before)
        : before;
  }

  private static List<ContentRef> after(LabelChange change, List<ContentRef> before) {
    return switch (change) {
      case LabelChange.Add(_, ContentRef ref) -> {
        if (before.contains(ref)) {
          yield before;
        }
        List<ContentRef> more = new ArrayList<>(before);
        more.add(ref);
        yield more;
      }
      case LabelChange.RemoveReference(_, ContentRef ref) ->
          before.stream().filter(other -> !other.equals(ref)).toList();
      case LabelChange.RemoveLabel _ -> List.of();
      case LabelChange.Replace(_, ContentRef ref) -> List.of(ref);
    };
  }
}
