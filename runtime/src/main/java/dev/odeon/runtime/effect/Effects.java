package dev.odeon.runtime.effect;

import dev.odeon.chain.Block;
import dev.odeon.host.CapabilityFunction;
import java.util.List;

/** Gives the effects of blocks to the handlers of their types. Any thread. */
public final class Effects {
  private final EffectCodec codec;
  private final List<EffectHandler<?>> handlers;

  /** Whether handlers that wait for the home get nothing yet. Under this object's monitor. */
  private boolean held;

  /** Up to which block those got everything when they had waited. Under this object's monitor. */
  private long caughtUp = -1;

  /**
   * Effects that {@code codec} decodes, for {@code handlers}.
   *
   * @throws IllegalArgumentException if one has no handler, or two
   */
  public Effects(EffectCodec codec, List<EffectHandler<?>> handlers) {
    this.codec = codec;
    this.handlers = List.copyOf(handlers);
    for (CapabilityFunction.Deferred<?> each : codec.capabilities().deferred()) {
      long count =
          handlers.stream()
              .filter(handler -> handler.type().isAssignableFrom(each.effectType()))
              .count();
      if (count != 1) {
        throw new IllegalArgumentException(
            "the effect %s of %s has %d handlers: it needs one"
                .formatted(each.effectType().getSimpleName(), each.name(), count));
      }
    }
  }

  /** The turn of {@code block} is about to be handed to the disk. */
  public void staged(Block block, BlockEffects effects) {
    if (!effects.isEmpty()) {
      codec.inFlight(block, effects);
      handlers.forEach(handler -> staged(handler, block, effects));
    }
  }

  private static <E> void staged(EffectHandler<E> handler, Block block, BlockEffects effects) {
    List<PlacedEffect<E>> own = effects.of(handler.type());
    if (!own.isEmpty()) {
      handler.staged(block.key(), block.height(), own);
    }
  }

  /** The block is durable. On the committer thread, in the order of the log. */
  public void durable(long sequence, Block block) {
    BlockEffects effects = codec.landed(block);
    if (effects != null) {
      boolean waits = waits(sequence);
      for (EffectHandler<?> handler : handlers) {
        if (!waits || !handler.waitsForHome()) {
          durable(handler, sequence, block, effects);
        }
      }
    }
  }

  private synchronized boolean waits(long sequence) {
    return held || sequence <= caughtUp;
  }

  private static <E> void durable(
      EffectHandler<E> handler, long sequence, Block block, BlockEffects effects) {
    List<PlacedEffect<E>> own = effects.of(handler.type());
    if (!own.isEmpty()) {
      handler.durable(sequence, block, own);
    }
  }

  /** The block never becomes durable, and so none of its actor after it. */
  public void dropped(Block block) {
    var _ = codec.landed(block);
    handlers.forEach(handler -> handler.dropped(block.key(), block.height()));
  }

  /**
   * Gives the handlers what they have not done yet. Once, before anything is staged.
   *
   * @param index which blocks have effects of which handler
   * @param paused whether the home is paused: then some get nothing until {@link #resume}
   */
  public void recover(EffectIndex index, boolean paused) {
    synchronized (this) {
      held = paused;
    }
    for (EffectHandler<?> handler : handlers) {
      if (!paused || !handler.waitsForHome()) {
        long _ = recover(handler, index, 0);
      }
    }
  }

  /** Gives those that waited all that they have not done yet: the home is paused no longer. */
  public void resume(EffectIndex index) {
    long from = 0;
    long before = -1;
    while (before != from) { // the committer adds to it meanwhile
      synchronized (this) {
        if (!held) {
          return;
        }
      }
      before = from;
      from = recoverWaiting(index, from);
    }
    synchronized (this) {
      // Few blocks, if any: whatever comes after them waits for this monitor.
      caughtUp = recoverWaiting(index, from) - 1;
      held = false;
    }
  }

  private long recoverWaiting(EffectIndex index, long from) {
    long next = from;
    for (EffectHandler<?> handler : handlers) {
      if (handler.waitsForHome()) {
        next = Math.max(next, recover(handler, index, from));
      }
    }
    return next;
  }

  /** Gives a handler what it has not done from the block {@code from} on; the block after those. */
  private <E> long recover(EffectHandler<E> handler, EffectIndex index, long from) {
    if (!index.hasAny(handler.type())) {
      return from;
    }
    EffectPosition mark = handler.mark();
    long[] next = {from};
    index.visit(
        handler.type(),
        Math.max(from, mark.sequence()),
        (sequence, block) -> {
          List<PlacedEffect<E>> left =
              codec.of(block).of(handler.type()).stream()
                  .filter(each -> new EffectPosition(sequence, each.index()).compareTo(mark) > 0)
                  .toList();
          if (!left.isEmpty()) {
            handler.durable(sequence, block, left);
          }
          next[0] = sequence + 1;
        });
    return next[0];
  }
}
