package dev.odeon.service;

import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StoreUnlabel;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;

/** Removes labels. */
record StoreUnlabelHandler(TenantStore stores)
    implements OperationHandler<StoreUnlabel, StoreUnlabel.Result> {
  @Override
  public Operation<StoreUnlabel, StoreUnlabel.Result> operation() {
    return StoreUnlabel.OPERATION;
  }

  @Override
  public StoreUnlabel.Result handle(StoreUnlabel request, RequestContext context) {
    String tenant = context.tenant();
    Label label = new Label(request.label());
    Labels labels = stores.labels(tenant, request.store());
    String reference = request.ref();
    ContentRef ref = reference == null ? null : stores.resolve(tenant, reference, request.store());
    boolean removed = ref == null ? labels.remove(label) : labels.remove(label, ref);
    if (!removed) {
      throw ref == null
          ? TenantStore.missing(label, labels)
          : new RequestException(
              ErrorCode.NOT_FOUND,
              "label '%s' does not point to %s".formatted(label.name(), ref.hex()));
    }
    return new StoreUnlabel.Result(label.name(), ref == null ? null : ref.hex());
  }
}
