package dev.odeon.service;

import dev.odeon.protocol.StoreLabels;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.StoreException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lists labels. */
record StoreLabelsHandler(TenantStore stores)
    implements StreamHandler<StoreLabels, StoreLabels.Item, StoreLabels.Result> {
  @Override
  public StreamOperation<StoreLabels, StoreLabels.Item, StoreLabels.Result> operation() {
    return StoreLabels.OPERATION;
  }

  @Override
  public StoreLabels.Result handle(
      StoreLabels request, RequestContext context, Consumer<StoreLabels.Item> items) {
    Labels labels = stores.labels(context.tenant(), request.store());
    String name = request.label();
    if (name != null) {
      items.accept(one(labels, new Label(name)));
      return new StoreLabels.Result(1);
    }
    long count = 0;
    for (Label label : labels.list()) {
      StoreLabels.Item item = listed(labels, label);
      if (item != null) {
        items.accept(item);
        count++;
      }
    }
    return new StoreLabels.Result(count);
  }

  private StoreLabels.Item one(Labels labels, Label label) {
    List<ContentRef> refs = labels.get(label);
    if (refs.isEmpty()) {
      throw TenantStore.missing(label, labels);
    }
    List<Long> sizes = refs.stream().map(ref -> stores.store().size(ref).orElse(-1)).toList();
    return new StoreLabels.Item(label.name(), hashes(refs), sizes, null);
  }

  /**
   * Reads one of many labels: a damaged one does not hide the others. Null if it was removed since.
   */
  private static StoreLabels.@Nullable Item listed(Labels labels, Label label) {
    try {
      List<ContentRef> refs = labels.get(label);
      return refs.isEmpty() ? null : new StoreLabels.Item(label.name(), hashes(refs), null, null);
    } catch (StoreException.Damaged e) {
      return new StoreLabels.Item(label.name(), List.of(), null, e.getMessage());
    }
  }

  private static List<String> hashes(List<ContentRef> refs) {
    return refs.stream().map(ContentRef::hex).toList();
  }
}
