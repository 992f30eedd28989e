package dev.odeon.testkit.model;

import java.util.ArrayList;
import java.util.List;

/**
 * One block.
 *
 * @param kind what it records
 * @param message which message, 0-based; 0 for a timer
 */
record ModelBlock(BlockKind kind, int message) {
  /** Every block there can be; its place is its code. */
  static final List<ModelBlock> ALL = all();

  private static List<ModelBlock> all() {
    List<ModelBlock> all = new ArrayList<>();
    for (BlockKind kind : BlockKind.values()) {
      for (int message = 0; message < ModelState.MESSAGES; message++) {
        all.add(new ModelBlock(kind, message));
      }
    }
    return List.copyOf(all);
  }

  static ModelBlock of(BlockKind kind, int message) {
    return ALL.get(code(kind, message));
  }

  int code() {
    return code(kind, message);
  }

  private static int code(BlockKind kind, int message) {
    return kind.ordinal() * ModelState.MESSAGES + message;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case TOOK -> "the sender's block of message " + (message + 1);
      case FIRED -> "the block of the timer";
      case RETURNED -> "the receiver's block of message " + (message + 1);
      case TRAPPED -> "the failed attempt at message " + (message + 1);
      case DEAD -> "the dead letter " + (message + 1);
    };
  }
}
