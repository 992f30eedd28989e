package dev.odeon.service;

import dev.odeon.protocol.StoreList;
import dev.odeon.protocol.StreamOperation;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** Lists content. */
record StoreListHandler(TenantStore stores)
    implements StreamHandler<StoreList, StoreList.Item, StoreList.Result> {
  @Override
  public StreamOperation<StoreList, StoreList.Item, StoreList.Result> operation() {
    return StoreList.OPERATION;
  }

  @Override
  public StoreList.Result handle(
      StoreList request, RequestContext context, Consumer<StoreList.Item> items) {
    TenantStore.requireHome(context.tenant());
    String prefix = Objects.requireNonNullElse(request.prefix(), "").toLowerCase(Locale.ROOT);
    long[] count = new long[1];
    stores
        .store()
        .contents()
        .list(entry -> {
          if (entry.ref().hex().startsWith(prefix)) {
            items.accept(new StoreList.Item(entry.ref().hex(), entry.size()));
            count[0]++;
          }
        });
    return new StoreList.Result(count[0]);
  }
}
