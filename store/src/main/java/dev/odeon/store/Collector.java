package dev.odeon.store;

import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileStatus;
import dev.odeon.base.Ports;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One collection: marks what is named, sweeps the contents that are not, then the packs that no
 * recipe needs. Each removal stands for itself, so a crash between any two leaves a store in which
 * the next collection continues. Puts and reads continue meanwhile: whatever was put, labelled or
 * read since it began stays. One thread, once.
 */
final class Collector {
  private static final int PROGRESS_EVERY = 4096;

  private final Disk disk;
  private final Clock clock;
  private final StoreFolders folders;
  private final FileContents contents;
  private final Owners owners;
  private final GcPins pins;
  private final boolean dryRun;
  private final long graceMillis;
  private final FolderScan scan;
  private final Resolver elsewhere;
  private final Marks marks = new Marks();
  private final Marks required = new Marks();
  private final List<String> unclear = new ArrayList<>();
  private final GcCounters counters = new GcCounters();
  private final PackSweep packs;

  Collector(
      Ports ports,
      StoreFolders folders,
      FileContents contents,
      Owners owners,
      Resolver elsewhere,
      GcPins pins,
      boolean dryRun,
      long graceMillis) {
    this.disk = ports.disk();
    this.clock = ports.clock();
    this.folders = folders;
    this.contents = contents;
    this.owners = owners;
    this.elsewhere = elsewhere;
    this.pins = pins;
    this.dryRun = dryRun;
    this.graceMillis = graceMillis;
    this.scan = new FolderScan(disk, folders);
    this.packs = new PackSweep(ports, folders, contents, counters, dryRun);
  }

  /** Tells a marker what labels name, and what is wrong with them. */
  @FunctionalInterface
  interface LabelRoots {
    void visit(Roots.Marker marker, Consumer<String> problems);
  }

  CollectionReport collect(
      LabelRoots labels,
      Roots roots,
      Progress progress,
      Consumer<CollectionReport.Verdict> verdicts) {
    Roots.Marker marker = new Marking();
    labels.visit(marker, this::unclear);
    roots.visit(marker);
    requireClear();
    scan.refs(folders.data(), ref -> sweepSmall(ref, progress, verdicts));
    scan.refs(folders.recipes(), ref -> sweepLarge(ref, progress, verdicts));
    progress.advance(counters.looked());
    sweepMeta();
    sweepUnfinished();
    if (!dryRun) {
      contents.syncNames();
      owners.sweep(this::sweepMark);
    }
    packs.sweep(this::isOld);
    return counters.report(dryRun);
  }

  /** Marks what is named, and sees that what is required is there. */
  private final class Marking implements Roots.Marker {
    @Override
    public void mark(ContentRef ref, String why) {
      marks.mark(ref, why);
    }

    @Override
    public void require(ContentRef ref, String why, Supplier<String> by) {
      marks.mark(ref, why);
      if (required.count(ref) == 0) {
        required.mark(ref, why);
        if (!contents.hasFile(ref) && elsewhere.content(ref).isEmpty()) {
          unclear(
              "%s names content %s, which is missing; put it again, or restore it from a copy"
                  .formatted(by.get(), ref.hex()));
        }
      }
    }
  }

  private void unclear(String problem) {
    if (unclear.size() < GcCounters.PROBLEMS_MAX) {
      unclear.add(problem);
    }
  }

  /** What names content is damaged: what it named might be swept, so nothing is. */
  private void requireClear() {
    if (unclear.isEmpty()) {
      return;
    }
    if (!dryRun) {
      String others = unclear.size() == 1 ? "" : " (and %d more)".formatted(unclear.size() - 1);
      throw new StoreException.Refused(
          "nothing was removed: " + unclear.getFirst() + others + "; verify the home to see all");
    }
    unclear.forEach(counters::problem);
    packs.leave();
  }

  private void sweepSmall(
      ContentRef ref, Progress progress, Consumer<CollectionReport.Verdict> verdicts) {
    Optional<FileStatus> status = disk.status(folders.data(ref));
    if (status.isEmpty()) {
      return;
    }
    if (status.get().kind() != FileStatus.Kind.FILE) {
      counters.problem(folders.data(ref) + " is not a plain file; remove it");
      return;
    }
    long size = status.get().size();
    decide(ref, folders.data(ref), size, size, status.get(), progress, verdicts);
  }

  private void sweepLarge(
      ContentRef ref, Progress progress, Consumer<CollectionReport.Verdict> verdicts) {
    Optional<FileStatus> status = disk.status(folders.recipe(ref));
    if (status.isEmpty()) {
      return;
    }
    try (Recipe recipe = Recipe.open(disk, folders.recipe(ref), ref).orElse(null)) {
      if (recipe != null) {
        long fileSize = recipe.fileSize();
        decide(ref, folders.recipe(ref), recipe.size(), fileSize, status.get(), progress, verdicts);
      }
    } catch (StoreException.Damaged | StoreException.Unavailable e) {
      counters.problem(e.getMessage() + "; packs are left as they are until it is removed");
      packs.leave();
    }
  }

  private void decide(
      ContentRef ref,
      Path file,
      long size,
      long fileSize,
      FileStatus status,
      Progress progress,
      Consumer<CollectionReport.Verdict> verdicts) {
    String why = why(ref, status);
    if (why.isEmpty() && !dryRun) {
      // A put or label since it was examined has pinned it.
      boolean swept = contents.sweep(ref, file, () -> pins.has(ref));
      why = swept ? "" : "in use";
    }
    int named = marks.count(ref);
    if (why.isEmpty()) {
      counters.removed(size, fileSize);
      packs.gone(ref);
    } else {
      counters.kept(size, named, why);
      date(file, status);
    }
    verdicts.accept(new CollectionReport.Verdict(ref, size, named, why));
    if (counters.looked() % PROGRESS_EVERY == 0) {
      progress.advance(counters.looked());
    }
  }

  private String why(ContentRef ref, FileStatus status) {
    String why = marks.why(ref);
    if (why.isEmpty() && pins.has(ref)) {
      return "in use";
    }
    if (why.isEmpty() && !unclear.isEmpty()) {
      return "unclear";
    }
    return why.isEmpty() && !isOld(status) ? "grace" : why;
  }

  private boolean isOld(FileStatus status) {
    return Math.max(0, clock.millis() - status.modifiedMillis()) >= graceMillis;
  }

  /**
   * What is dated in the future, by a clock that was wrong, counts as put now, and ages from now.
   */
  private void date(Path file, FileStatus status) {
    long now = clock.millis();
    if (!dryRun && status.modifiedMillis() > now) {
      try {
        disk.touch(file, now);
      } catch (DiskException e) {
        counters.problem(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Removes metadata of content that is gone. */
  private void sweepMeta() {
    scan.refs(
        folders.meta(),
        ref -> {
          if (!dryRun && marks.count(ref) == 0 && !contents.exists(ref)) {
            boolean _ = remove(folders.meta(ref));
          }
        });
  }

  /** Removes the mark of content that is gone, be it since an earlier collection. */
  private boolean sweepMark(ContentRef ref, Path mark) {
    if (contents.hasFile(ref) || elsewhere.content(ref).isPresent()) {
      return false;
    }
    // Whoever puts it now records that after the put, so after the mark is removed.
    return contents.exclusively(ref, () -> !contents.hasFile(ref) && remove(mark));
  }

  /** What an earlier process could not finish. */
  private void sweepUnfinished() {
    List<Path> all = new ArrayList<>(List.of(folders.data(), folders.recipes(), folders.meta()));
    all.addAll(owners.tenantFolders());
    for (Path folder : all) {
      disk.visit(
          folder,
          name -> {
            if (StoreFolders.isUnfinished(name)) {
              Path file = folder.resolve(name);
              disk.status(file)
                  .filter(status -> status.modifiedMillis() < contents.openedMillis())
                  .ifPresent(status -> {
                    counters.freed(status.size());
                    if (!dryRun) {
                      boolean _ = remove(file);
                    }
                  });
            }
          });
    }
  }

  private boolean remove(Path file) {
    try {
      disk.delete(file);
      return true;
    } catch (DiskException e) {
      if (e.reason() != DiskException.Reason.MISSING) {
        counters.problem(String.valueOf(e.getMessage()));
      }
      return false;
    }
  }
}
