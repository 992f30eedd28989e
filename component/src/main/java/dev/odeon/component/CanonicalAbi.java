package dev.odeon.component;

import dev.odeon.base.LinearMemory;
import dev.odeon.component.AbiException.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The canonical ABI of one core module instance: calls its exports and serves its imports
 * (Canonical ABI, {@code canon_lift} and {@code canon_lower}). While the guest allocates ({@code
 * cabi_realloc}) or cleans up ({@code cabi_post_…}), it may not call an import.
 *
 * <p>Owned by the thread that runs the instance. Once a call has thrown, the instance's state is
 * undefined, and every further call is refused.
 */
public final class CanonicalAbi {
  /** The export name of {@link Realloc}. */
  public static final String REALLOC = "cabi_realloc";

  private static final String POST_RETURN = "cabi_post_";

  /** The guest's state. */
  private enum State {
    /** Idle, or running code before the first call. */
    IDLE,
    /** In a call of an export, or in the host's part of one of its imports. */
    CALLED,
    /** Allocating or cleaning up, or unusable after an exception. */
    SHUT
  }

  private final LinearMemory memory;
  private final Realloc realloc;
  private final long liftedBytesMax;
  private State state = State.IDLE;

  /**
   * Creates the ABI of the instance that {@code memory} and {@code realloc} belong to.
   *
   * @param liftedBytesMax the most bytes of all strings and lists together, in one result or in the
   *     parameters of one import
   */
  public CanonicalAbi(LinearMemory memory, Realloc realloc, long liftedBytesMax) {
    this.memory = memory;
    this.realloc = realloc;
    this.liftedBytesMax = liftedBytesMax;
  }

  /** Returns the name of the export that cleans up after a call of {@code export}. */
  public static String postReturn(String export) {
    return POST_RETURN + export;
  }

  /**
   * Calls an export and returns its result; null if it has none.
   *
   * @param postReturn the export named by {@link #postReturn}, null if there is none
   * @throws AbiException if the guest breaks the ABI
   * @throws IllegalArgumentException if {@code params} do not match the type
   * @throws IllegalStateException if a call is running, or an earlier one threw
   */
  public @Nullable Object call(
      WitFunction type, CoreFunction export, @Nullable CoreFunction postReturn, List<?> params) {
    if (state != State.IDLE) {
      throw new IllegalStateException(
          "the instance cannot take " + type.name() + ": a call is running, or failed");
    }
    state = State.SHUT;
    long[] args = type.lowerParams(params, memory, realloc);
    state = State.CALLED;
    long[] results = export.call(args);
    state = State.SHUT;
    Object result = type.liftResult(results, memory, liftedBytesMax);
    if (postReturn != null) {
      postReturn.call(results);
    }
    state = State.IDLE;
    return result;
  }

  /**
   * Serves a call of an import: lifts the parameters, calls {@code function} and lowers its result.
   * It also serves code that runs before the first call ({@code start}, {@code _initialize}).
   *
   * @return the core results
   * @throws AbiException if the guest breaks the ABI
   */
  public long[] serve(WitFunction type, long[] args, ImportHandler function) {
    if (state == State.SHUT) {
      throw new AbiException(
          Kind.REENTRANCE, type.name(), "an import called from cabi_realloc or cabi_post_…");
    }
    State before = state;
    state = State.CALLED;
    Object result = function.call(type.liftParams(args, memory, liftedBytesMax));
    state = State.SHUT;
    long[] results = type.lowerResult(result, args, memory, realloc);
    state = before;
    return results;
  }
}
