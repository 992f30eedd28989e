package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Store;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The unfinished uploads of all tenants. Thread-safe. */
final class Uploads implements AutoCloseable {
  /** The limits on open uploads, for one tenant and for all. */
  private static final int TENANT_MAX = 16;

  private static final int ALL_MAX = 256;

  /** An upload that got no piece for this long makes room for others. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private static final int ID_BYTES = 16;

  private final Actors actors;

  /** The open uploads, oldest first. Guarded by this. */
  private final Map<String, Upload> open = new LinkedHashMap<>();

  Uploads(Actors actors) {
    this.actors = actors;
  }

  /**
   * Begins an upload and returns its id.
   *
   * @throws RequestException if too many are open
   */
  String begin(String tenant) {
    Ports ports = actors.ports();
    Store store = actors.store();
    String id = ports.entropy().bytes(ID_BYTES).hex();
    Upload upload = new Upload(tenant, ports);
    synchronized (this) {
      makeRoom(tenant, ports.clock().nanos());
      open.put(id, upload);
    }
    upload.start(store);
    return id;
  }

  /**
   * Passes the next piece.
   *
   * @return the number of bytes received so far
   * @throws RequestException if the tenant has no such upload
   */
  long write(String tenant, String id, Bytes piece) {
    Upload upload = find(tenant, id, false);
    actors.tenants().requireRoom(tenant, upload.size() + piece.size());
    return upload.write(piece);
  }

  /**
   * Ends the upload and returns its reference in the store.
   *
   * @throws RequestException if the tenant has no such upload
   */
  ContentRef finish(String tenant, String id) {
    return find(tenant, id, true).finish();
  }

  private synchronized Upload find(String tenant, String id, boolean last) {
    Upload upload = open.get(id);
    if (upload == null || !upload.tenant().equals(tenant)) {
      throw new RequestException(
          ErrorCode.NOT_FOUND, "there is no such upload, or it was given up: begin it again");
    }
    if (last) {
      open.remove(id);
    }
    return upload;
  }

  private void makeRoom(String tenant, long now) {
    boolean full = open.size() >= ALL_MAX || isFull(tenant);
    for (Iterator<Upload> each = open.values().iterator(); full && each.hasNext(); ) {
      Upload upload = each.next();
      boolean counts = open.size() >= ALL_MAX || upload.tenant().equals(tenant);
      if (counts && now - upload.usedNanos() > IDLE.toNanos()) {
        each.remove();
        upload.giveUp();
        full = open.size() >= ALL_MAX || isFull(tenant);
      }
    }
    if (full) {
      throw new RequestException(
          ErrorCode.OVERLOADED, "too many uploads are open: finish one, or try again later");
    }
  }

  private boolean isFull(String tenant) {
    return open.values().stream().filter(each -> each.tenant().equals(tenant)).count()
        >= TENANT_MAX;
  }

  /** Aborts all uploads. */
  @Override
  public void close() {
    List<Upload> all;
    synchronized (this) {
      all = List.copyOf(open.values());
      open.clear();
    }
    all.forEach(Upload::giveUp);
  }
}
