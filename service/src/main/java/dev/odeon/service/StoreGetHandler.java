package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreGet;
import dev.odeon.store.ContentRef;

/** Returns content. */
record StoreGetHandler(TenantStore stores) implements OperationHandler<StoreGet, StoreGet.Result> {
  /** The most content in one response, in bytes. */
  private static final int PIECE_MAX = 4 << 20;

  @Override
  public Operation<StoreGet, StoreGet.Result> operation() {
    return StoreGet.OPERATION;
  }

  @Override
  public StoreGet.Result handle(StoreGet request, RequestContext context) {
    ContentRef ref = stores.resolve(context.tenant(), request.ref(), request.store());
    long size = stores.size(ref);
    long from = Math.min(request.offset(), size);
    Long length = request.length();
    long wanted = Math.min(length == null ? PIECE_MAX : length, size - from);
    Bytes piece = stores.store().get(ref, from, (int) Math.min(wanted, PIECE_MAX));
    return new StoreGet.Result(ref.hex(), size, from, piece);
  }
}
