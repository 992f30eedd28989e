package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Reference;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The modules and manifests of requests: brought along, or named in the tenant's store, which so is
 * a registry of both.
 */
record CodeSource(Actors actors, TenantStore stores) {
  private static final long MODULE_BYTES_MAX = 64 << 20;

  /**
   * The manifest that {@code text} is, or names in the store.
   *
   * @param source what errors call it; null for "the manifest", or what names it
   * @throws RequestException if the store has none of that name
   */
  Manifest manifest(String tenant, String text, @Nullable String source) {
    boolean named = Reference.isStored(text);
    Bytes bytes = named ? content(tenant, text, Manifest.SIZE_MAX) : Bytes.utf8(text);
    return Manifest.parse(origin(text, source), bytes, actors.capabilities());
  }

  /** What errors call that manifest. */
  static String origin(String text, @Nullable String source) {
    if (source != null) {
      return source;
    }
    return Reference.isStored(text) ? text : "the manifest";
  }

  /**
   * The module that {@code given} is, or {@code reference} names in the store.
   *
   * @throws RequestException if the store has none of that name
   */
  Bytes module(String tenant, @Nullable Bytes given, @Nullable String reference) {
    return given != null
        ? given
        : content(tenant, java.util.Objects.requireNonNull(reference), MODULE_BYTES_MAX);
  }

  /**
   * The module that {@code manifest} names in the store.
   *
   * @param origin what errors call the manifest
   * @throws RequestException if it names a file: those are read by who asks
   */
  Bytes module(String tenant, Manifest manifest, String origin) {
    String reference = manifest.module();
    if (!Reference.isStored(reference)) {
      throw new RequestException(
          ErrorCode.INVALID_INPUT,
          "%s names the file %s as its module, which is not read here: put the file into the store and write module = \"store:<label>\""
              .formatted(origin, reference));
    }
    return content(tenant, reference, MODULE_BYTES_MAX);
  }

  private Bytes content(String tenant, String reference, long most) {
    ContentRef ref = stores.resolve(tenant, reference, null);
    long size = stores.size(ref);
    if (size > most) {
      throw new RequestException(
          ErrorCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "%s has %,d bytes, and the limit is %,d: it is something else",
              reference,
              size,
              most));
    }
    return stores.store().get(ref);
  }
}
