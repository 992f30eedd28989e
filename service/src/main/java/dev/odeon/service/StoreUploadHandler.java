package dev.odeon.service;

import dev.odeon.protocol.Operation;
import dev.odeon.protocol.StoreUpload;

/** Receives content in pieces. */
record StoreUploadHandler(Uploads uploads)
    implements OperationHandler<StoreUpload, StoreUpload.Result> {
  @Override
  public Operation<StoreUpload, StoreUpload.Result> operation() {
    return StoreUpload.OPERATION;
  }

  @Override
  public StoreUpload.Result handle(StoreUpload request, RequestContext context) {
    String upload = request.upload();
    String id = upload == null ? uploads.begin(context.tenant()) : upload;
    return new StoreUpload.Result(id, uploads.write(context.tenant(), id, request.content()));
  }
}
