package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreLabel;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;

/** Adds content to labels. */
record StoreLabelHandler(TenantStore stores)
    implements OperationHandler<StoreLabel, StoreLabel.Result> {
  @Override
  public Operation<StoreLabel, StoreLabel.Result> operation() {
    return StoreLabel.OPERATION;
  }

  @Override
  public StoreLabel.Result handle(StoreLabel request, RequestContext context) {
    Label label = new Label(request.label());
    Labels labels = stores.labels(context.tenant(), request.store());
    ContentRef ref = stores.resolve(context.tenant(), request.ref(), request.store());
    boolean added;
    if (request.replace()) {
      added = !labels.names(label, ref);
      labels.replace(label, ref);
    } else {
      added = labels.add(label, ref);
    }
    return new StoreLabel.Result(label.name(), ref.hex(), added);
  }
}
