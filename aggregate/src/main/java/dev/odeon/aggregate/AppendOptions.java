package dev.odeon.aggregate;

import dev.odeon.base.Key;
import dev.odeon.chain.AppendCondition;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventQuery;
import org.jspecify.annotations.Nullable;

/**
 * What else an append says.
 *
 * @param idempotencyKey under which it takes effect once: sent again, it gets the first result; 1
 *     to 256 bytes of UTF-8 without control characters. Kept for {@link
 *     dev.odeon.runtime.Settings#dedupAge}, for each stream
 * @param causation the id of what led to it
 * @param correlation the id that all of one undertaking share, by which it is found; the
 *     idempotency key if there is none
 * @param condition what must not have happened
 */
public record AppendOptions(
    @Nullable String idempotencyKey,
    @Nullable String causation,
    @Nullable String correlation,
    @Nullable Condition condition) {
  /** Nothing else. */
  public static final AppendOptions NONE = new AppendOptions(null, null, null, null);

  /**
   * What must not have happened: the append fails if an event that the query takes stands after a
   * position. Whoever decides reads by the query, and appends under the condition that nothing more
   * came. It counts for the tenant of the streams, and is part of no block.
   *
   * @param query the events that must not be there
   * @param category in the streams of this category alone; null for all
   * @param after the position up to which was read; null for before all
   */
  public record Condition(
      EventQuery query, @Nullable String category, @Nullable EventPosition after) {
    AppendCondition of(String tenant) {
      BlockFilter filter = BlockFilter.of(tenant).withEvents(query);
      String only = category == null ? null : new Key(tenant, category, "any").category();
      return new AppendCondition(only == null ? filter : filter.inCategory(only), after);
    }
  }

  /** The same under an idempotency key. */
  public AppendOptions withIdempotencyKey(String key) {
    return new AppendOptions(key, causation, correlation, condition);
  }

  /** The same with what led to it. */
  public AppendOptions withCausation(String id) {
    return new AppendOptions(idempotencyKey, id, correlation, condition);
  }

  /** The same with an undertaking. */
  public AppendOptions withCorrelation(String id) {
    return new AppendOptions(idempotencyKey, causation, id, condition);
  }

  /**
   * The same under the condition that no event that {@code query} takes came after {@code after}.
   *
   * @param after null for before all
   */
  public AppendOptions withCondition(EventQuery query, @Nullable EventPosition after) {
    return new AppendOptions(
        idempotencyKey, causation, correlation, new Condition(query, null, after));
  }
}
