package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Reference;
import dev.odeon.store.Store;
import dev.odeon.store.StoreName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's view of the home's store. All tenants share the content, but by hash a tenant sees
 * only content that it stored itself, or that its labels or its chains name.
 */
record TenantStore(Actors actors) {
  Store store() {
    return actors.store();
  }

  /**
   * Returns the labels of a store of the tenant.
   *
   * @param id the store; null for the store {@code default}
   * @throws RequestException if there is no such store
   */
  Labels labels(String tenant, @Nullable String id) {
    StoreName name = new StoreName(tenant, id == null ? StoreName.DEFAULT.id() : id);
    if (!name.id().equals(StoreName.DEFAULT.id()) && !store().existsStore(name)) {
      throw new RequestException(
          ErrorCode.NOT_FOUND, "there is no store '%s': make it first".formatted(id));
    }
    return store().labels(name);
  }

  /**
   * Resolves {@code reference}; a label resolves to its newest content.
   *
   * @throws RequestException if the tenant has no such label, or does not see the content
   */
  ContentRef resolve(String tenant, String reference, @Nullable String id) {
    return switch (Reference.parse(reference)) {
      case Reference.OfContent(ContentRef ref) -> visible(tenant, ref);
      case Reference.OfPath(String digits) -> visible(tenant, hash(digits));
      case Reference.OfLabel(Label label) -> {
        Labels labels = labels(tenant, id);
        List<ContentRef> refs = labels.get(label);
        if (refs.isEmpty()) {
          throw missing(label, labels);
        }
        yield refs.getLast();
      }
    };
  }

  private static ContentRef hash(String digits) {
    if (!digits.matches("[0-9a-fA-F]+")) {
      throw new IllegalArgumentException(
          "'%s' names no content: write store:<label>, store:hash:<64 hex digits> or the digits alone"
              .formatted(brief(digits)));
    }
    return ContentRef.parse(digits);
  }

  static String brief(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }

  private ContentRef visible(String tenant, ContentRef ref) {
    boolean seen =
        tenant.equals(Key.DEFAULT_TENANT)
            || store().owners().has(tenant, ref)
            || actors.reports().isNamed(tenant, ref.hash())
            || isLabelled(tenant, ref);
    if (!seen) {
      throw missing(ref);
    }
    return ref;
  }

  private boolean isLabelled(String tenant, ContentRef ref) {
    for (StoreName name : store().stores()) {
      if (name.tenant().equals(tenant)) {
        Labels labels = store().labels(name);
        if (labels.list().stream().anyMatch(label -> labels.names(label, ref))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Records that the tenant stored this content and so may see it. Durable on return. */
  void own(String tenant, ContentRef ref) {
    if (!tenant.equals(Key.DEFAULT_TENANT)) {
      store().owners().add(tenant, ref);
    }
  }

  long size(ContentRef ref) {
    return store().size(ref).orElseThrow(() -> missing(ref));
  }

  static RequestException missing(ContentRef ref) {
    return new RequestException(
        ErrorCode.NOT_FOUND, "content %s is not in the store".formatted(ref.hex()));
  }

  static RequestException missing(Label label, Labels labels) {
    return new RequestException(
        ErrorCode.NOT_FOUND,
        "there is no label '%s' in the store '%s'".formatted(label.name(), labels.name().id()));
  }

  /**
   * Refuses an operation on the whole home unless the tenant is the default one.
   *
   * @throws RequestException for another tenant
   */
  static void requireHome(String tenant) {
    if (!tenant.equals(Key.DEFAULT_TENANT)) {
      throw new RequestException(
          ErrorCode.REFUSED,
          "this is about everything in the home: ask for it as tenant " + Key.DEFAULT_TENANT);
    }
  }
}
