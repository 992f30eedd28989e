package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileStatus;
import dev.odeon.base.Ports;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The part of a collection that looks after packs: those that no recipe names go, and of those less
 * than half needed the chunks in need move to a new pack. The new pack is durable before a recipe
 * names it, and the old one goes after no durable recipe does. One thread, once.
 */
final class PackSweep {
  /** What moves at a time: its places are in memory. */
  private static final int CHUNKS_MAX = 1 << 16;

  private static final String NAME = "[0-9a-f]{16}";

  private final Ports ports;
  private final Disk disk;
  private final StoreFolders folders;
  private final FileContents contents;
  private final GcCounters counters;
  private final boolean dryRun;
  private final FolderScan scan;
  private final Set<ContentRef> gone = new HashSet<>();
  private boolean left;

  /** A pack that may go or shrink. */
  private record Candidate(long number, long size, long needed) {}

  /** Where a chunk is. */
  private record Spot(long pack, long offset) {}

  PackSweep(
      Ports ports,
      StoreFolders folders,
      FileContents contents,
      GcCounters counters,
      boolean dryRun) {
    this.ports = ports;
    this.disk = ports.disk();
    this.folders = folders;
    this.contents = contents;
    this.counters = counters;
    this.dryRun = dryRun;
    this.scan = new FolderScan(disk, folders);
  }

  /** A recipe cannot be read, so nobody knows which packs it needs. */
  void leave() {
    left = true;
  }

  /** In a dry run the recipe is still there. */
  void gone(ContentRef ref) {
    if (dryRun && disk.status(folders.recipe(ref)).isPresent()) {
      gone.add(ref);
    }
  }

  /** Sweeps; those that are not {@code old} stay as they are. */
  void sweep(Predicate<FileStatus> old) {
    if (left) {
      return;
    }
    List<Candidate> candidates = candidates(old);
    if (dryRun) {
      candidates.forEach(this::count);
      return;
    }
    List<Candidate> retired = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (contents.packsInUse().retire(candidate.number())) {
        retired.add(candidate);
      }
    }
    try {
      sweepRetired(retired);
    } finally {
      retired.forEach(candidate -> contents.packsInUse().restore(candidate.number()));
    }
  }

  private void count(Candidate candidate) {
    if (candidate.needed() == 0) {
      counters.packRemoved(candidate.size());
    } else {
      counters.packRewritten(candidate.size() - Packs.HEADER_SIZE - candidate.needed());
    }
  }

  private List<Candidate> candidates(Predicate<FileStatus> old) {
    Map<Long, Long> needed = new HashMap<>();
    Set<Spot> seen = new HashSet<>();
    if (!recipes(
        recipe ->
            recipe.chunks(chunk -> {
              if (seen.add(new Spot(chunk.pack(), chunk.offset()))) {
                needed.merge(chunk.pack(), chunk.packedSize(), Long::sum);
              }
            }))) {
      return List.of();
    }
    List<Candidate> candidates = new ArrayList<>();
    disk.visit(
        folders.packs(),
        name -> {
          Optional<FileStatus> status = disk.status(folders.packs().resolve(name));
          if (name.matches(NAME) && status.isPresent()) {
            long number = HexFormat.fromHexDigitsToLong(name);
            long size = status.get().size();
            long use = needed.getOrDefault(number, 0L);
            if (use * 2 < size - Packs.HEADER_SIZE && (use > 0 || old.test(status.get()))) {
              candidates.add(new Candidate(number, size, use));
            } else if (use == 0 && old.test(status.get())) {
              candidates.add(new Candidate(number, size, 0));
            }
          }
        });
    return candidates;
  }

  /** Tells {@code visitor} all recipes that stay; false if one cannot be read. */
  private boolean recipes(Consumer<Recipe> visitor) {
    boolean[] whole = {true};
    scan.refs(
        folders.recipes(),
        ref -> {
          if (gone.contains(ref)) {
            return;
          }
          try (Recipe recipe = Recipe.open(disk, folders.recipe(ref), ref).orElse(null)) {
            if (recipe != null) {
              visitor.accept(recipe);
            }
          } catch (StoreException.Damaged | StoreException.Unavailable e) {
            counters.problem(e.getMessage() + "; packs are left as they are until it is removed");
            whole[0] = false;
          }
        });
    return whole[0];
  }

  private void sweepRetired(List<Candidate> retired) {
    List<Candidate> group = new ArrayList<>();
    long chunks = 0;
    for (Candidate candidate : retired) {
      long atMost = candidate.needed() / Chunker.SIZE_MIN + 1;
      if (!group.isEmpty() && chunks + atMost > CHUNKS_MAX) {
        sweepGroup(group);
        group.clear();
        chunks = 0;
      }
      group.add(candidate);
      chunks += atMost;
    }
    if (!group.isEmpty()) {
      sweepGroup(group);
    }
  }

  /** Since the packs were retired nothing new refers to them: what recipes name now is all. */
  private void sweepGroup(List<Candidate> group) {
    Map<Long, Candidate> packs = new HashMap<>();
    group.forEach(candidate -> packs.put(candidate.number(), candidate));
    Map<Long, TreeMap<Long, ChunkPlace>> needed = new HashMap<>();
    Set<ContentRef> affected = new HashSet<>();
    boolean whole =
        recipes(recipe ->
            recipe.chunks(chunk -> {
              if (packs.containsKey(chunk.pack())) {
                needed
                    .computeIfAbsent(chunk.pack(), _ -> new TreeMap<>())
                    .put(chunk.offset(), chunk);
                affected.add(recipe.ref());
              }
            }));
    if (!whole) {
      return;
    }
    if (!needed.isEmpty()) {
      try {
        boolean _ = contents.catalogue().change(() -> rewrite(needed, affected));
      } catch (DiskException e) {
        counters.problem("packs cannot be rewritten: " + e.getMessage());
        packs.keySet().removeAll(needed.keySet());
      } catch (StoreException.Damaged e) {
        counters.problem(e.getMessage() + "; packs are left as they are until it is removed");
        packs.keySet().removeAll(needed.keySet());
      }
    }
    for (Candidate candidate : packs.values()) {
      remove(candidate, needed.getOrDefault(candidate.number(), new TreeMap<>()));
    }
    contents.syncNames();
  }

  private boolean rewrite(Map<Long, TreeMap<Long, ChunkPlace>> needed, Set<ContentRef> affected) {
    Map<Spot, ChunkPlace> moved = move(needed);
    affected.forEach(ref -> rewrite(ref, moved));
    contents.syncNames();
    moved.values().forEach(contents.catalogue()::added);
    return true;
  }

  /** Copies chunks into a new pack, durable on return. */
  private Map<Spot, ChunkPlace> move(Map<Long, TreeMap<Long, ChunkPlace>> needed) {
    Map<Spot, ChunkPlace> moved = new HashMap<>();
    try (PacksInUse.Put use = contents.packsInUse().begin();
        PackWriter target = new PackWriter(disk, ports.entropy(), ports.threads(), folders, use);
        Packs packs = new Packs(disk, folders)) {
      for (TreeMap<Long, ChunkPlace> pack : needed.values()) {
        for (ChunkPlace chunk : pack.values()) {
          long offset = target.append(ByteBuffer.wrap(packs.readStored(chunk)));
          moved.put(
              new Spot(chunk.pack(), chunk.offset()),
              new ChunkPlace(
                  chunk.hash(),
                  chunk.size(),
                  target.number(),
                  offset,
                  chunk.storedSize(),
                  chunk.codec()));
        }
      }
      target.finish();
      contents.syncNames();
    } catch (Packs.GoneException e) {
      throw e.damage();
    }
    return moved;
  }

  private void rewrite(ContentRef ref, Map<Spot, ChunkPlace> moved) {
    boolean _ =
        contents.exclusively(
            ref,
            () -> {
              Optional<FileStatus> before = disk.status(folders.recipe(ref));
              try (Recipe recipe = Recipe.open(disk, folders.recipe(ref), ref).orElse(null)) {
                if (recipe != null && before.isPresent()) {
                  RecipeFile.write(
                      disk,
                      folders.recipe(ref),
                      ref,
                      recipe.size(),
                      recipe.count(),
                      visitor ->
                          recipe.chunks(chunk ->
                              visitor.accept(
                                  moved.getOrDefault(
                                      new Spot(chunk.pack(), chunk.offset()), chunk))));
                  disk.touch(folders.recipe(ref), before.get().modifiedMillis());
                }
              }
              return true;
            });
  }

  private void remove(Candidate candidate, TreeMap<Long, ChunkPlace> moved) {
    try {
      disk.delete(folders.pack(candidate.number()));
    } catch (DiskException e) {
      counters.problem(String.valueOf(e.getMessage()));
      return;
    }
    if (moved.isEmpty()) {
      counters.packRemoved(candidate.size());
    } else {
      long kept = moved.values().stream().mapToLong(ChunkPlace::packedSize).sum();
      counters.packRewritten(candidate.size() - Packs.HEADER_SIZE - kept);
    }
  }
}
