package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;

/**
 * Reads the chunks of one large content in any order. If a collection moves them meanwhile, it
 * reads the recipe again. One thread at a time.
 */
final class ChunkReader implements AutoCloseable {
  private final Disk disk;
  private final StoreFolders folders;
  private final Packs packs;
  private final ByteCache cache;
  private Recipe recipe;

  /** Takes {@code recipe} over. */
  ChunkReader(Disk disk, StoreFolders folders, ByteCache cache, Recipe recipe) {
    this.disk = disk;
    this.folders = folders;
    this.packs = new Packs(disk, folders, recipe.ref());
    this.cache = cache;
    this.recipe = recipe;
  }

  Recipe recipe() {
    return recipe;
  }

  /** The bytes of the chunk {@code index}; only those from the cache are checked. */
  Bytes read(long index) {
    ChunkPlace chunk = recipe.chunk(index);
    if (cache.has(chunk.hash())) {
      Bytes known = cache.get(chunk.hash());
      if (known != null) {
        return known;
      }
    }
    try {
      return Bytes.wrap(packs.read(chunk));
    } catch (Packs.GoneException e) {
      return readMoved(index, chunk, false);
    }
  }

  /** The bytes of the chunk {@code index}, checked, and kept in the cache. */
  Bytes readChecked(long index) {
    ChunkPlace chunk = recipe.chunk(index);
    Bytes known = cache.get(chunk.hash());
    if (known != null) {
      return known;
    }
    Bytes read;
    try {
      read = packs.readChecked(chunk);
    } catch (Packs.GoneException e) {
      read = readMoved(index, chunk, true);
    }
    cache.put(chunk.hash(), read);
    return read;
  }

  private Bytes readMoved(long index, ChunkPlace before, boolean checked) {
    ContentRef ref = recipe.ref();
    recipe.close();
    recipe =
        Recipe.open(disk, folders.recipe(ref), ref)
            .orElseThrow(() -> new StoreException.Missing(ref));
    ChunkPlace now = recipe.chunk(index);
    try {
      return checked || !now.hash().equals(before.hash())
          ? packs.readChecked(now)
          : Bytes.wrap(packs.read(now));
    } catch (Packs.GoneException e) {
      throw e.damage();
    }
  }

  @Override
  public void close() {
    packs.close();
    recipe.close();
  }
}
