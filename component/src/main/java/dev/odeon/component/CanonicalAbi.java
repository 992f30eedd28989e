package dev.odeon.component;

import dev.odeon.base.LinearMemory;
import dev.odeon.component.AbiException.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The border of one instance of a core module: calls its exports and serves its imports (Canonical
 * ABI, {@code canon_lift} and {@code canon_lower}). While the guest only makes room ({@code
 * cabi_realloc}) or cleans up ({@code cabi_post_…}), it may call no import.
 *
 * <p>Belongs to the thread that runs the instance. After a call that threw, the instance is in no
 * state to be called again, and every further call is refused.
 */
public final class CanonicalAbi {
  /** The name that a module exports its {@link Realloc} by. */
  public static final String REALLOC = "cabi_realloc";

  private static final String POST_RETURN = "cabi_post_";

  /** What the guest is doing. */
  private enum State {
    /** Nothing, or what runs before the first call. */
    IDLE,
    /** A call of an export, or the host's part of one of its imports. */
    CALLED,
    /** Makes room or cleans up. */
    SHUT
  }

  private final LinearMemory memory;
  private final Realloc realloc;
  private final long liftedBytesMax;
  private State state = State.IDLE;

  /**
   * The border of the instance that {@code memory} and {@code realloc} belong to.
   *
   * @param liftedBytesMax the most bytes that the strings and lists of one result, or of one
   *     import's parameters, have together
   */
  public CanonicalAbi(LinearMemory memory, Realloc realloc, long liftedBytesMax) {
    this.memory = memory;
    this.realloc = realloc;
    this.liftedBytesMax = liftedBytesMax;
  }

  /** The name of the export that cleans up after a call of {@code export}. */
  public static String postReturn(String export) {
    return POST_RETURN + export;
  }

  /**
   * Calls an export and gives its result, null if it has none.
   *
   * @param postReturn the export named by {@link #postReturn}, null if there is none
   * @throws AbiException if the guest breaks the ABI
   * @throws IllegalArgumentException if {@code params} do not fit
   * @throws IllegalStateException if a call is under way, or threw
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
   * Serves a call of an import: lifts the parameters, lets {@code function} act and lowers its
   * result. A guest that runs before its first call ({@code start}, {@code _initialize}) is served
   * too.
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
