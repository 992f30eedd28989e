package dev.odeon.host;

import dev.odeon.base.Key;
import dev.odeon.component.WitFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that a guest may import, by when it takes effect ({@link CallKind}). Values are those
 * of {@link dev.odeon.component.Type}.
 *
 * @param <G> what a grant of its capability is
 */
public sealed interface CapabilityFunction<G> {
  /** Its name, {@code <package>/<interface>#<function>}. */
  String name();

  /** What it takes and gives. */
  WitFunction type();

  /** Its kind, as recorded. */
  CallKind kind();

  /** What its answer follows from. */
  Source source();

  /** Where answers come from: which of them can be found for code that never made the call. */
  enum Source {
    /** The turn: its time, seed and key, and the requests that wait for an answer. */
    TURN,
    /** What the home keeps: the actor's chain, the store. */
    HOME,
    /** Anything. */
    WORLD
  }

  /** Answers during the turn and changes nothing. */
  record Read<G>(String name, WitFunction type, Source source, Body<G> body)
      implements CapabilityFunction<G> {
    /** What it does. */
    @FunctionalInterface
    public interface Body<G> {
      /**
       * Answers; {@link Found#stored()} says that the answer follows from stored bytes. It may be
       * called again when an interrupted turn runs again; the guest gets the first answer then. A
       * {@link dev.odeon.engine.Trap} ends the turn and is recorded. Any other exception is the
       * host's, and the turn is not recorded; but once the turn did something outside, it ends the
       * turn as trapped({@value HostCallBoundary#FAILED}).
       */
      Found read(GuestCall<G> call);
    }

    @Override
    public CallKind kind() {
      return CallKind.READ;
    }
  }

  /**
   * What a read found.
   *
   * @param value the answer, or null where the function gives none
   * @param stored whether it follows from stored bytes, and is recorded by its hash
   * @param source the chain it follows from, or null if there is none
   * @param height the durable height it was read at, with a source
   */
  record Found(
      @Nullable Object value, boolean stored, @Nullable Key source, @Nullable Long height) {
    /** An answer that is recorded by value. */
    public static Found value(Object value) {
      return new Found(value, false, null, null);
    }

    /** An answer that follows from the chain of {@code source} up to {@code height}. */
    public static Found stored(Object value, Key source, long height) {
      return new Found(value, true, source, height);
    }

    /** An answer that follows from the content that the arguments name. */
    public static Found content(Object value) {
      return new Found(value, true, null, null);
    }
  }

  /** Takes effect after the turn's block is durable; whether it will is answered at once. */
  record Deferred<G>(
      String name,
      WitFunction type,
      Source source,
      Body<G> body,
      Class<?> effectType,
      EffectDecoder<?> effect)
      implements CapabilityFunction<G> {
    /** What it does. */
    @FunctionalInterface
    public interface Body<G> {
      /**
       * Accepts or refuses; accepting has no effect yet. When an interrupted turn runs again, it is
       * called again for what it accepted ({@link CallPhase#REPEAT}), and must accept that; for
       * what it refused, it is called for its draws of randomness alone ({@link CallPhase#REFUSE}),
       * and may change nothing. It fails as a read does.
       */
      Decision decide(GuestCall<G> call);
    }

    @Override
    public CallKind kind() {
      return CallKind.DEFERRED;
    }
  }

  /**
   * Tells what an accepted call asks for, from what the block has of it.
   *
   * @param <E> the effect, for the handler of that type
   */
  @FunctionalInterface
  interface EffectDecoder<E> {
    /**
     * The effect of a call.
     *
     * @param actor who called
     * @param args the arguments, as the function's type has them
     * @param result what the guest was answered, likewise; null where the function gives nothing
     */
    E effect(Key actor, List<Object> args, @Nullable Object result);
  }

  /**
   * Whether a deferred call will take effect.
   *
   * @param accepted whether it will
   * @param reply what the guest is told, or null where the function gives none
   */
  record Decision(boolean accepted, @Nullable Object reply) {}

  /**
   * Takes effect outside, during the turn: that it will be called is durable before it is. A turn
   * that a crash, a lack of memory or a disk interrupted runs again with the answers it had, and
   * makes the last call again under the same key: towards the world that is at least once, so a
   * body passes the key on, or looks by it whether it did the thing already.
   */
  record Immediate<G>(String name, WitFunction type, Body<G> body)
      implements CapabilityFunction<G> {
    /** What it does. */
    @FunctionalInterface
    public interface Body<G> {
      /**
       * Does it, and answers; null where the function gives nothing. It may block, on the time of
       * the turn and on its thread. What fails is best told as an answer. A {@link
       * dev.odeon.engine.Trap} ends the turn and is recorded; any other exception ends it as
       * trapped({@value HostCallBoundary#FAILED}), but for {@link
       * dev.odeon.engine.OverloadedException}, which puts the turn back, to be run again with the
       * same key. An answer larger than {@link GuestCall#outputBytesMax} ends it as trapped({@value
       * HostCallBoundary#OUTPUT}).
       *
       * @param key names this call and no other of the home, however often it is made: {@code
       *     actor/height/index}
       */
      @Nullable Object call(GuestCall<G> call, String key);
    }

    @Override
    public CallKind kind() {
      return CallKind.IMMEDIATE;
    }

    @Override
    public Source source() {
      return Source.WORLD;
    }
  }

  /** Takes a line for the log and answers nothing. */
  record Note<G>(String name, WitFunction type) implements CapabilityFunction<G> {
    @Override
    public CallKind kind() {
      return CallKind.READ;
    }

    @Override
    public Source source() {
      return Source.TURN;
    }
  }
}
