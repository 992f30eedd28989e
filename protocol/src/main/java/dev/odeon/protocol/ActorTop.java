package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Tells what the tenant's busiest actors use.
 *
 * @param sort by what they are ordered: turns, cpu, fuel, mailbox or state; null for turns
 * @param limit how many; null for 20
 */
public record ActorTop(@Nullable String sort, @Nullable Long limit)
    implements StreamRequest<ActorTop.Item, ActorTop.Result> {
  /** The operation. */
  public static final StreamOperation<ActorTop, Item, Result> OPERATION =
      StreamOperation.of(
          "ActorTop",
          "Tells what those of the tenant's actors use that are in memory, the busiest first. It counts from when an actor came into memory; what it uses a second is of the last seconds.",
          () ->
              FieldTable.<ActorTop>of()
                  .optional(
                      "sort",
                      FieldKind.TEXT,
                      ActorTop::sort,
                      "the order: turns, cpu, fuel, mailbox or state; turns without it")
                  .optional(
                      "limit",
                      FieldKind.WHOLE,
                      ActorTop::limit,
                      "how many, 1 to 1,000; 20 without it")
                  .make(in -> new ActorTop(in.next(), in.next())),
          () ->
              FieldTable.<Item>of()
                  .required("actor", FieldKind.TEXT, Item::actor, "the actor")
                  .required("turns", FieldKind.WHOLE, Item::turns, "its turns")
                  .required(
                      "turns_per_s", FieldKind.WHOLE, Item::turnsPerSecond, "the same a second")
                  .required(
                      "cpu_us",
                      FieldKind.WHOLE,
                      Item::cpuMicros,
                      "how long its turns held a guest thread, in microseconds: their CPU time, if they waited for nothing")
                  .required(
                      "cpu_us_per_s",
                      FieldKind.WHOLE,
                      Item::cpuMicrosPerSecond,
                      "the same a second: 1,000,000 is one processor")
                  .required("fuel", FieldKind.WHOLE, Item::fuel, "the fuel that they used")
                  .required("fuel_per_s", FieldKind.WHOLE, Item::fuelPerSecond, "the same a second")
                  .required(
                      "mailbox",
                      FieldKind.WHOLE,
                      Item::mailbox,
                      "how many messages and other tasks wait for it")
                  .required(
                      "state_bytes",
                      FieldKind.WHOLE,
                      Item::stateBytes,
                      "the size of its state, which is what it has in memory between turns")
                  .make(in ->
                      new Item(
                          in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                          in.next(), in.next(), in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("count", FieldKind.WHOLE, Result::count, "how many are told of")
                  .required(
                      "in_memory",
                      FieldKind.WHOLE,
                      Result::inMemory,
                      "how many actors, of all tenants, are in memory")
                  .make(in -> new Result(in.next(), in.next())));

  /**
   * What an actor uses.
   *
   * @param cpuMicros how long its turns held a guest thread, in microseconds
   * @param mailbox how many tasks wait
   * @param stateBytes the size of its state in bytes
   */
  public record Item(
      String actor,
      long turns,
      long turnsPerSecond,
      long cpuMicros,
      long cpuMicrosPerSecond,
      long fuel,
      long fuelPerSecond,
      long mailbox,
      long stateBytes) {}

  /**
   * How many there are.
   *
   * @param count how many are told of
   * @param inMemory how many actors of all tenants are in memory
   */
  public record Result(long count, long inMemory) {}

  @Override
  public StreamOperation<ActorTop, Item, Result> operation() {
    return OPERATION;
  }
}
