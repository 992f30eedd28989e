package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.FileStatus;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Finds out from the folders what the catalogue would know. */
record FolderScan(Disk disk, StoreFolders folders) implements Catalogue.Origin {
  @Override
  public void contents(Consumer<Entry> visitor) {
    refs(
        folders.data(),
        ref ->
            disk.status(folders.data(ref))
                .filter(status -> status.kind() == FileStatus.Kind.FILE)
                .ifPresent(status -> visitor.accept(new Entry(ref, status.size()))));
    recipes(recipe -> visitor.accept(new Entry(recipe.ref(), recipe.size())));
  }

  @Override
  public void chunks(Consumer<ChunkPlace> visitor) {
    recipes(recipe -> recipe.chunks(visitor));
  }

  /** Gives what can be read of the recipes to the visitor, and reports damaged ones. */
  private void recipes(Consumer<Recipe> visitor) {
    refs(
        folders.recipes(),
        ref -> {
          try (Recipe recipe = Recipe.open(disk, folders.recipe(ref), ref).orElse(null)) {
            if (recipe != null) {
              visitor.accept(recipe);
            }
          } catch (StoreException.Damaged e) {
            return;
          }
        });
  }

  /** Whether there are files of {@code ref}, whole or not. */
  static boolean hasFile(Disk disk, StoreFolders folders, ContentRef ref) {
    return disk.status(folders.data(ref)).isPresent()
        || disk.status(folders.recipe(ref)).isPresent();
  }

  /** Tells {@code visitor} all files in {@code folder} that are named as contents are. */
  void refs(Path folder, Consumer<ContentRef> visitor) {
    disk.visit(
        folder,
        name -> {
          if (ContentRef.isHex(name)) {
            visitor.accept(ContentRef.parse(name));
          }
        });
  }
}
