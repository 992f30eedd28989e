package dev.odeon.cli.theater;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.protocol.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes contents and labels as a store folder of Theater, into an empty folder, and reads each
 * file again to see that it is what its name says. What cannot be written is named as a problem.
 */
public final class TheaterExport {
  private final Path data;
  private final Path labelsFolder;
  private final TheaterStore store;
  private final ProgressLine progress;
  private final ErrorList problems = new ErrorList();
  private final Map<String, String> written = new ConcurrentHashMap<>();
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong unfinished = new AtomicLong();
  private long done;
  private long labelCount;

  /** Exports {@code store} into {@code folder}. */
  public TheaterExport(Path folder, TheaterStore store, ProgressLine progress) {
    this.data = folder.resolve("data");
    this.labelsFolder = folder.resolve("labels");
    this.store = store;
    this.progress = progress;
  }

  /** What was written. */
  public record Result(long contents, long bytes, long labels, ErrorList problems) {}

  /**
   * Writes all contents of the home, or only those that the labels name, and the labels.
   *
   * @throws IOException if the folders cannot be made
   */
  public Result run(boolean labelledOnly) throws IOException {
    Files.createDirectory(data);
    Files.createDirectory(labelsFolder);
    List<String> refs = new ArrayList<>();
    if (!labelledOnly) {
      store.each(refs::add);
    }
    Set<String> listed = ConcurrentHashMap.newKeySet();
    listed.addAll(refs);
    SortedMap<String, List<String>> labels = store.labels();
    labels.values().forEach(named -> named.stream().filter(listed::add).forEach(refs::add));
    Workers.each(
        refs,
        ref -> {
          write(ref).ifPresent(sha1 -> written.put(ref, sha1));
          tick(refs.size());
        });
    labels.forEach(this::write);
    return new Result(written.size(), bytes.get(), labelCount, problems);
  }

  private synchronized void tick(int all) {
    done++;
    progress.at(done, all);
  }

  /** Writes one content; returns its SHA-1 if it is there whole. */
  private Optional<String> write(String ref) {
    Path beside = data.resolve("~" + unfinished.getAndIncrement());
    try {
      String sha1 = copy(ref, beside);
      if (!names.add(sha1)) {
        problems.add("content %s has the SHA-1 of another, %s".formatted(ref, sha1));
        Files.delete(beside);
        return Optional.empty();
      }
      Path file = data.resolve(sha1);
      Files.move(beside, file);
      if (!readBack(file).equals(sha1)) {
        problems.add("%s does not hold what was written to it".formatted(file));
        return Optional.empty();
      }
      bytes.addAndGet(Files.size(file));
      return Optional.of(sha1);
    } catch (Failure | RequestException e) {
      problems.add(String.valueOf(e.getMessage()));
      remove(beside);
      return Optional.empty();
    } catch (IOException e) {
      remove(beside);
      throw Failure.failed("cannot write %s: %s".formatted(data, DiskException.words(e)));
    }
  }

  private String copy(String ref, Path to) throws IOException {
    MessageDigest digest = Sha1.digest();
    try (InputStream from = store.open(ref);
        OutputStream out =
            new DigestOutputStream(
                Files.newOutputStream(to, StandardOpenOption.CREATE_NEW), digest)) {
      from.transferTo(out);
    }
    return Sha1.hex(digest);
  }

  private static String readBack(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return Sha1.of(stream);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // What made it unfinished is told.
    }
  }

  private void write(String label, List<String> refs) {
    StringBuilder lines = new StringBuilder();
    for (String ref : refs) {
      String sha1 = written.get(ref);
      if (sha1 == null) {
        problems.add("label %s names %s, which was not written".formatted(label, ref));
      } else {
        lines.append(sha1).append('\n');
      }
    }
    if (lines.isEmpty()) {
      return;
    }
    // A label has no part that leads elsewhere.
    Path file = labelsFolder.resolve(label);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, lines, StandardOpenOption.CREATE_NEW);
      labelCount++;
    } catch (FileAlreadyExistsException e) {
      problems.add("label %s cannot be both a file and a folder of other labels".formatted(label));
    } catch (IOException e) {
      problems.add("label %s cannot be written: %s".formatted(label, DiskException.words(e)));
    }
  }
}
