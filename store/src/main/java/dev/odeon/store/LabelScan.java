package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileStatus;
import dev.odeon.base.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds the label files of all stores of a home, and what else is in their folders: a file that was
 * given another name may hold what a label named, so nobody may pass over it.
 */
record LabelScan(Disk disk, StoreFolders folders) {
  private static final String REMEDY = "give it its name back, or move it out of the home";

  /** Hears of a label's file. */
  @FunctionalInterface
  interface Visitor {
    void label(StoreName store, Label label, Path file);
  }

  /** Tells {@code visitor} all label files, and {@code findings} what is none. */
  void visit(Visitor visitor, Consumer<Finding> findings) {
    for (StoreName store : stores(findings)) {
      Path folder = folders.labels(store);
      names(
          folder,
          name -> {
            Path file = folder.resolve(name);
            label(name)
                .ifPresentOrElse(
                    label -> visitor.label(store, label, file),
                    () -> findings.accept(finding(file, "that is not the name of a label's file")));
          });
    }
  }

  /** All stores whose labels are there; {@code findings} receives what is not a store. */
  private List<StoreName> stores(Consumer<Finding> findings) {
    List<StoreName> stores = new ArrayList<>();
    if (isFolder(folders.labels(), findings)) {
      stores.add(StoreName.DEFAULT);
    }
    if (isFolder(folders.named(), findings)) {
      names(folders.named(), tenant -> stores(tenant, stores, findings));
    }
    return stores;
  }

  private void stores(String tenant, List<StoreName> stores, Consumer<Finding> findings) {
    Path above = folders.named().resolve(tenant);
    if (!isFolder(above, findings)) {
      return;
    }
    names(
        above,
        id -> {
          Path folder = above.resolve(id);
          Optional<StoreName> store = store(tenant, id);
          if (store.isEmpty()) {
            findings.accept(finding(folder, "that is not the name of a store"));
          } else if (isFolder(folder, findings)
              && isFolder(folders.labels(store.get()), findings)) {
            stores.add(store.get());
          }
        });
  }

  /** Whether a folder is there; none is fine, anything else is not. */
  private boolean isFolder(Path path, Consumer<Finding> findings) {
    Optional<FileStatus> status = disk.status(path);
    boolean folder = status.filter(it -> it.kind() == FileStatus.Kind.FOLDER).isPresent();
    if (status.isPresent() && !folder) {
      findings.accept(finding(path, "it is not a folder"));
    }
    return folder;
  }

  private void names(Path folder, Consumer<String> visitor) {
    List<String> names = new ArrayList<>();
    try {
      disk.visit(folder, names::add);
    } catch (DiskException e) {
      if (e.reason() != DiskException.Reason.MISSING) {
        throw e;
      }
    }
    names.stream().filter(name -> !StoreFolders.isUnfinished(name)).sorted().forEach(visitor);
  }

  private Finding finding(Path path, String what) {
    return new Finding(folders.shown(path), what, REMEDY);
  }

  private static Optional<Label> label(String name) {
    try {
      return Optional.of(Label.decode(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<StoreName> store(String tenant, String id) {
    try {
      StoreName name = new StoreName(tenant, id);
      return name.equals(StoreName.DEFAULT) ? Optional.empty() : Optional.of(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
