package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.host.UnansweredException;
import dev.odeon.host.capability.StoreView;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Entry;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.StoreName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The store for a past turn of other code: what the turn itself put and made there. What was in the
 * store then is not known.
 */
final class WhatIfStore implements StoreView {
  private final String tenant;
  private final Map<ContentRef, Bytes> contents = new HashMap<>(0);
  private final Set<StoreName> made = new HashSet<>(0);

  WhatIfStore(String tenant) {
    this.tenant = tenant;
  }

  @Override
  public ContentRef put(Bytes content) {
    ContentRef ref = ContentRef.of(content);
    contents.put(ref, content);
    return ref;
  }

  @Override
  public OptionalLong size(ContentRef ref) {
    return OptionalLong.of(get(ref).size());
  }

  @Override
  public Bytes get(ContentRef ref) {
    Bytes content = contents.get(ref);
    if (content == null) {
      throw new UnansweredException();
    }
    return content;
  }

  @Override
  public void contents(Consumer<Entry> visitor) {
    throw new UnansweredException();
  }

  @Override
  public long contentBytes() {
    throw new UnansweredException();
  }

  @Override
  public boolean hasStore(String id) {
    StoreName name = new StoreName(tenant, id);
    if (id.equals(StoreName.DEFAULT.id()) || made.contains(name)) {
      return true;
    }
    throw new UnansweredException();
  }

  @Override
  public List<ContentRef> labelled(String store, Label label) {
    throw new UnansweredException();
  }

  @Override
  public List<Label> labels(String store) {
    throw new UnansweredException();
  }

  @Override
  public boolean created(String id) {
    made.add(new StoreName(tenant, id));
    return true;
  }

  @Override
  public boolean changed(String store, LabelChange change) {
    return true;
  }
}
