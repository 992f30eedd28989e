package dev.odeon.runtime.effect;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.EventKind;
import dev.odeon.log.EntryIndex;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Which blocks have effects: 64 bits of a hash of the function's name lead to the sequences. */
public final class EffectIndex implements BlockIndex {
  private final EntryIndex entries = EntryIndex.keepingAll();
  private final EffectCodec codec;
  private volatile @Nullable LongFunction<Block> blocks;

  /** An empty one for the effects that {@code codec} knows. */
  public EffectIndex(EffectCodec codec) {
    this.codec = codec;
  }

  /** Says where blocks are read by their sequence. */
  public void reads(LongFunction<Block> source) {
    blocks = source;
  }

  /** Whether any block has effects of {@code type}. */
  boolean hasAny(Class<?> type) {
    boolean[] any = {false};
    for (long print : prints(type)) {
      entries.oldest(
          print,
          0,
          (_, _, _) -> {
            any[0] = true;
            return false;
          });
    }
    return any[0];
  }

  /** Receives a block. */
  @FunctionalInterface
  interface Visitor {
    /** A block and its place among all blocks of the home. */
    void block(long sequence, Block block);
  }

  /** Visits the blocks from {@code sequence} on that have effects of {@code type}, in order. */
  void visit(Class<?> type, long sequence, Visitor visitor) {
    LongFunction<Block> source = Objects.requireNonNull(blocks);
    SortedSet<Long> found = new TreeSet<>();
    for (long print : prints(type)) {
      entries.oldest(
          print,
          sequence,
          (_, at, _) -> {
            found.add(at);
            return true;
          });
    }
    found.forEach(at -> visitor.block(at, source.apply(at)));
  }

  /** Of the functions whose calls have effects of {@code type}. */
  private long[] prints(Class<?> type) {
    return codec.capabilities().deferred().stream()
        .filter(function -> type.isAssignableFrom(function.effectType()))
        .mapToLong(function -> print(function.name()))
        .toArray();
  }

  private static long print(String function) {
    return Hash.of(Bytes.utf8(function)).a();
  }

  @Override
  public String name() {
    return "effects";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    if (!block.has(EventKind.OUTBOX)) {
      return;
    }
    // Of all functions, known here or not: who opens the home later may know more.
    Set<String> functions = new HashSet<>(2);
    for (EncodedEvent event : block.encodedEvents()) {
      if (event.is(EventKind.OUTBOX) && functions.add(event.name())) {
        sink.put(print(event.name()), sequence);
      }
    }
  }
}
