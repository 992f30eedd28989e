package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StorePut;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Source;

/** Stores content. */
record StorePutHandler(TenantStore stores, Uploads uploads, ModuleFiles files)
    implements OperationHandler<StorePut, StorePut.Result> {
  @Override
  public Operation<StorePut, StorePut.Result> operation() {
    return StorePut.OPERATION;
  }

  @Override
  public StorePut.Result handle(StorePut request, RequestContext context) {
    String tenant = context.tenant();
    String named = request.label();
    Label label = named == null ? null : new Label(named);
    Labels labels = label == null ? null : stores.labels(tenant, request.store());
    if (label != null && label.isChainHead()) {
      throw new RequestException(
          ErrorCode.INVALID_INPUT,
          "label '%s' follows the actor's chain and cannot be changed".formatted(named));
    }
    ContentRef ref = content(request, context);
    stores.own(tenant, ref);
    stores.actors().tenants().stored(tenant, stores.size(ref));
    String mediaType = request.mediaType();
    if (mediaType != null) {
      stores.store().describe(ref, mediaType);
    }
    if (labels != null && label != null) {
      if (request.replace()) {
        labels.replace(label, ref);
      } else {
        boolean _ = labels.add(label, ref);
      }
    }
    return new StorePut.Result(ref.hex(), stores.size(ref), named, mediaType);
  }

  private ContentRef content(StorePut request, RequestContext context) {
    Bytes content = request.content();
    if (content != null) {
      stores.actors().tenants().requireRoom(context.tenant(), content.size());
      return stores.store().put(content);
    }
    String upload = request.upload();
    return upload != null
        ? uploads.finish(context.tenant(), upload)
        : file(java.util.Objects.requireNonNull(request.path()), context);
  }

  private ContentRef file(String path, RequestContext context) {
    Disk disk = stores.actors().ports().disk();
    return files.reading(
        path,
        disk,
        file -> {
          long size = file.size();
          stores.actors().tenants().requireRoom(context.tenant(), size);
          return stores.store().put(Source.of(file), done -> context.progress().at(done, size));
        });
  }
}
