package dev.odeon.chain;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Consecutive records that cannot be read as they were written. Owned by one thread. */
final class DamagedRange {
  final long first;
  final long end;
  final String what;
  final List<DamagedBlock> blocks = new ArrayList<>();

  /** Blocks in the log after it, up to the next range. */
  final Hashes after = new Hashes();

  /** Whether it is certain how many blocks it had. */
  boolean counted = true;

  DamagedRange(long first, long end, String what) {
    this.first = first;
    this.end = end;
    this.what = what;
  }

  /** One line: what was wrong, which blocks are lost, how many beside them are whole. */
  String text() {
    List<String> lost = new ArrayList<>();
    int whole = 0;
    for (DamagedBlock block : blocks) {
      Bytes items = block.keyItems;
      if (block.isWhole()) {
        whole++;
      } else if (items != null) {
        lost.add("block %d of %s".formatted(block.height, DamagedBlock.name(items)));
      } else {
        lost.add("a block of an unknown actor");
      }
    }
    String named =
        lost.isEmpty() ? "" : ": " + String.join(", ", lost.subList(0, Math.min(8, lost.size())));
    String more = lost.size() > 8 ? " and %d more".formatted(lost.size() - 8) : "";
    String kept =
        switch (whole) {
          case 0 -> "";
          case 1 -> "; 1 block beside it is whole";
          default -> "; %d blocks beside it are whole".formatted(whole);
        };
    return what + named + more + kept;
  }
}
