package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Hash;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.StoreRequest.StoreLabel;
import dev.odeon.protocol.StoreRequest.StoreLabels;
import dev.odeon.protocol.StoreRequest.StoreList;
import dev.odeon.protocol.StoreRequest.StorePut;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Source;
import dev.odeon.store.StoreName;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The store of a home, behind its server. */
final class ServedShelf implements Shelf {
  /** What is not larger goes through the socket; the server reads the rest itself, if it may. */
  private static final int LINE_SMALL = 1 << 20;

  /** As much fits on a line, in base64. */
  private static final int LINE_MAX = 90 << 20;

  private final Door door;
  private final StoreName name;

  /** A large line is several times in memory: there is one at a time. */
  private final Lock large = new ReentrantLock();

  ServedShelf(Door door, StoreName name) {
    this.door = door;
    this.name = name;
  }

  @Override
  public ContentRef put(DiskFile file, Path path) {
    long size = file.size();
    Response response =
        door.ask(size <= LINE_SMALL ? put(content(file), null) : put(null, path.toString()));
    if (response instanceof Response.Failed(ErrorCode code, var _, var _)
        && code == ErrorCode.FILE_NOT_FOUND
        && size <= LINE_MAX) {
      response = putLarge(file);
    }
    return ContentRef.parse(Refusals.required(Response.Told.class, response).facts().text("hash"));
  }

  private Response putLarge(DiskFile file) {
    large.lock();
    try {
      return door.ask(put(content(file), null));
    } finally {
      large.unlock();
    }
  }

  private StorePut put(@Nullable Bytes content, @Nullable String path) {
    return new StorePut(content, path, null, false, null, name.id());
  }

  private static Bytes content(DiskFile file) {
    ByteBuffer all = ByteBuffer.allocate((int) file.size());
    file.readFully(0, all);
    return Bytes.wrap(all.array());
  }

  /** The server names content by its SHA-256: it took what has that, and the SHA-1, here. */
  @Override
  public boolean holds(ContentRef ref, DiskFile file, String sha1) {
    MessageDigest taken = Hash.digest();
    return Sha1.of(Source.of(file), taken).equals(sha1)
        && new ContentRef(Hash.of(taken)).equals(ref);
  }

  @Override
  public InputStream open(ContentRef ref) {
    return new ServedContent(door, ref);
  }

  @Override
  public void contents(Consumer<ContentRef> each) {
    String after = null;
    do {
      Facts page = Told.facts(door, new StoreList(after));
      page.list("contents").forEach(one -> each.accept(ContentRef.parse(one.text("hash"))));
      after = page.textOrNull("next");
    } while (after != null);
  }

  @Override
  public SortedMap<Label, List<ContentRef>> labels() {
    SortedMap<Label, List<ContentRef>> labels = new TreeMap<>(Comparator.comparing(Label::name));
    for (Facts each : Told.facts(door, new StoreLabels(null, name.id())).list("labels")) {
      labels.put(
          new Label(each.text("label")),
          each.texts("references").stream().map(ContentRef::parse).toList());
    }
    return labels;
  }

  @Override
  public void add(Label label, ContentRef ref) {
    Facts _ = Told.facts(door, new StoreLabel(label.name(), ref.hex(), false, name.id()));
  }
}
