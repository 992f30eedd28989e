package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Key;
import dev.odeon.log.LogScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a damaged log and decides what can be trusted of it (docs/formats/log.md, "Degraded").
 *
 * <p>The records of a damaged batch may be whole or not. A block there is whole if its events are
 * those of its header, and its header is proven: the next block of its chain names its hash, or the
 * log tree over all blocks has the root that the clean-shutdown mark or the last signed head names.
 * A block that is not whole belongs to the chain whose last block it names as its parent, or to the
 * chain that later continues without it.
 *
 * <p>Undamaged chains may continue only if every lost block has an owner and a proven hash: without
 * all leaves there is no log tree to append to. Owned by one thread.
 */
final class DamageSurvey {
  private final List<DamagedRange> ranges;
  private final Map<Long, List<DamagedBlock>> blocks;
  private final List<String> others = new ArrayList<>();
  private final SortedMap<Key, List<Long>> damaged = new TreeMap<>();
  private final DamageDoubt doubt;

  private DamageSurvey(DamageReading reading, DamageDoubt doubt) {
    this.ranges = reading.ranges();
    this.blocks = reading.blocks();
    this.doubt = doubt;
  }

  /** Surveys the log of a home. Changes nothing. */
  static DamageSurvey of(Disk disk, Path home) {
    DurabilityMarks marks = DurabilityMarks.read(disk, home);
    DamageDoubt doubt = new DamageDoubt();
    DamageProof proof = new DamageProof(marks.roots(), doubt);
    DamageReading reading = new DamageReading(proof, doubt);
    LogScan.run(disk, home.resolve("log"), marks.end(), reading);
    Tiles tiles = Tiles.read(disk, home.resolve("tree").resolve("tiles"));
    try {
      proof.prove(reading.ranges(), tiles);
    } finally {
      if (tiles != null) {
        tiles.close();
      }
    }
    DamageSurvey survey = new DamageSurvey(reading, doubt);
    survey.others.addAll(marks.damaged());
    survey.others.addAll(reading.others());
    survey.conclude(reading.unread());
    return survey;
  }

  /** The blocks that stand at a position in a damaged batch, in their order. */
  List<DamagedBlock> at(long position) {
    return blocks.getOrDefault(position, List.of());
  }

  /** The positions from {@code first} to {@code end}, exclusive, that have such blocks. */
  List<Long> positions(long first, long end) {
    return blocks.keySet().stream()
        .filter(position -> position >= first && position < end)
        .sorted()
        .toList();
  }

  /** Whether all that stands at a position is what was written. */
  boolean isWhole(long position) {
    List<DamagedBlock> found = at(position);
    return !found.isEmpty() && found.stream().allMatch(DamagedBlock::isWhole);
  }

  /** Why no chain may continue; null if all but the damaged ones may. */
  @Nullable String doubt() {
    return doubt.reason();
  }

  /** What a person or caller sees of it. */
  DamageReport report(boolean readOnly) {
    List<String> places = new ArrayList<>();
    ranges.forEach(range -> places.add(range.text()));
    places.addAll(others);
    SortedMap<Key, String> texts = new TreeMap<>();
    damaged.forEach((key, heights) -> texts.put(key, text(heights)));
    return new DamageReport(readOnly, doubt.reason(), places, texts);
  }

  private static String text(List<Long> heights) {
    return heights.size() == 1
        ? "block " + heights.getFirst() + " is damaged"
        : "%d blocks are damaged, the first is block %d"
            .formatted(heights.size(), heights.getFirst());
  }

  private void conclude(@Nullable String unread) {
    if (unread != null) {
      doubt.raise("nothing of a segment can be read: " + unread);
    }
    for (DamagedRange range : ranges) {
      if (!range.counted) {
        doubt.raise("how many blocks were in what is damaged is not known: " + range.what);
      }
      for (DamagedBlock block : range.blocks) {
        conclude(range, block);
      }
    }
  }

  private void conclude(DamagedRange range, DamagedBlock block) {
    Bytes items = block.keyItems;
    if (items == null) {
      doubt.raise("it is not known whose block is damaged: " + range.what);
      return;
    }
    if (block.proven == null) {
      doubt.raise(
          "nothing proves what block %d of %s was: %s"
              .formatted(block.height, DamagedBlock.name(items), range.what));
    }
    if (!block.isWhole()) {
      damaged.computeIfAbsent(KeyCodec.ofItems(items), _ -> new ArrayList<>(1)).add(block.height);
    }
  }
}
