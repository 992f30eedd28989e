package dev.odeon.cli.theater;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Folder;
import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.RequestException;
import dev.odeon.store.Label;
import dev.odeon.store.Source;
import dev.odeon.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Takes over a store folder of Theater: {@code data/<SHA-1>} holds the bytes, {@code
 * labels/<label>} one SHA-1 a line, a slash in a label being a folder. No link is followed. What is
 * not as its name says is left out, and named as a problem.
 */
public final class TheaterImport {
  private static final String DATA = "data";
  private static final String LABELS = "labels";
  private static final int LABEL_FILE_SIZE_MAX = 1 << 20;
  private static final int DEPTH_MAX = 64;

  private final Folder folder;
  private final Path path;
  private final TheaterStore store;
  private final ProgressLine progress;
  private final ErrorList problems = new ErrorList();
  private final Map<String, String> contents = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private long done;
  private long labelCount;
  private long chainHeads;

  /** An import of {@code folder}, which is open and lies at {@code path}. */
  public TheaterImport(Folder folder, Path path, TheaterStore store, ProgressLine progress) {
    this.folder = folder;
    this.path = path.toAbsolutePath().normalize();
    this.store = store;
    this.progress = progress;
  }

  /**
   * What was taken over.
   *
   * @param chainHeads labels of chain heads, which are left out: the chains are not taken over
   */
  public record Result(
      long contents, long bytes, long labels, long chainHeads, ErrorList problems) {}

  /**
   * Takes all of it.
   *
   * @throws Failure if it is no store folder
   * @throws StoreException if the store cannot take it
   */
  public Result run() {
    List<Folder.Entry> data = entries();
    Workers.each(
        data,
        entry -> {
          take(entry);
          tick(data.size());
        });
    takeLabels(List.of(LABELS));
    return new Result(contents.size(), bytes.get(), labelCount, chainHeads, problems);
  }

  private synchronized void tick(int all) {
    done++;
    progress.at(done, all);
  }

  private List<Folder.Entry> entries() {
    try {
      return folder.list(List.of(DATA));
    } catch (DiskException e) {
      throw Failure.failed(
          "this is not a store folder of Theater, which has a folder data: " + e.getMessage());
    }
  }

  private void take(Folder.Entry entry) {
    String sha1 = entry.name();
    String name = DATA + "/" + sha1;
    if (!Sha1.isOne(sha1)) {
      problems.add(name + " is not called by a SHA-1 in 40 lower-case hex digits");
      return;
    }
    try (DiskFile file = folder.open(List.of(DATA, sha1), false, Folder.Creation.NEVER)) {
      String found = Sha1.of(Source.of(file));
      if (!found.equals(sha1)) {
        problems.add(name + " is damaged: its bytes have the SHA-1 " + found);
        return;
      }
      String hash = store.put(file, path.resolve(DATA).resolve(sha1));
      if (store.holds(hash, sha1)) {
        contents.put(sha1, hash);
        bytes.addAndGet(file.size());
      } else {
        problems.add(name + " changed while it was read");
      }
    } catch (DiskException e) {
      problems.add(name + " cannot be read: " + e.getMessage());
    } catch (Failure | RequestException e) {
      // A server refused this one: the others may do.
      problems.add(name + ": " + e.getMessage());
    }
  }

  private void takeLabels(List<String> path) {
    List<Folder.Entry> entries;
    try {
      entries = folder.list(path);
    } catch (DiskException e) {
      if (e.reason() != DiskException.Reason.MISSING || path.size() > 1) {
        problems.add(String.join("/", path) + " cannot be read: " + e.getMessage());
      }
      return;
    }
    for (Folder.Entry entry : entries) {
      List<String> below = Stream.concat(path.stream(), Stream.of(entry.name())).toList();
      switch (entry.kind()) {
        case FILE -> takeLabel(below);
        case FOLDER -> {
          if (below.size() > DEPTH_MAX) {
            problems.add(String.join("/", below) + " lies too deep");
          } else {
            takeLabels(below);
          }
        }
        case LINK, OTHER ->
            problems.add(String.join("/", below) + " is not a file, and links are not followed");
      }
    }
  }

  private void takeLabel(List<String> path) {
    String name = String.join("/", path.subList(1, path.size()));
    try {
      Label label = new Label(name);
      if (label.isChainHead()) {
        chainHeads++;
        return;
      }
      boolean any = false;
      for (String line : text(path).lines().map(String::strip).toList()) {
        any |= !line.isEmpty() && add(label, line);
      }
      labelCount += any ? 1 : 0;
    } catch (IllegalArgumentException e) {
      problems.add(LABELS + "/" + name + ": " + e.getMessage());
    } catch (DiskException e) {
      problems.add(LABELS + "/" + name + " cannot be read: " + e.getMessage());
    }
  }

  /** ISO 8859-1 has a character for every byte: what is no hex digit is refused later. */
  private String text(List<String> path) {
    try (DiskFile file = folder.open(path, false, Folder.Creation.NEVER)) {
      Bytes all = file.readToEnd(LABEL_FILE_SIZE_MAX);
      if (all.size() > LABEL_FILE_SIZE_MAX) {
        throw new IllegalArgumentException("it has more than a MiB, which is not a label");
      }
      return new String(all.toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
  }

  private boolean add(Label label, String sha1) {
    if (!Sha1.isOne(sha1)) {
      problems.add(
          "%s/%s names '%s', which is not a SHA-1"
              .formatted(LABELS, label.name(), TextFormat.brief(Bytes.utf8(sha1), 60)));
      return false;
    }
    String hash = contents.get(sha1);
    if (hash == null) {
      problems.add("%s/%s names %s, which was not taken".formatted(LABELS, label.name(), sha1));
      return false;
    }
    try {
      store.add(label.name(), hash);
      return true;
    } catch (Failure | RequestException e) {
      problems.add("%s/%s: %s".formatted(LABELS, label.name(), e.getMessage()));
      return false;
    }
  }
}
