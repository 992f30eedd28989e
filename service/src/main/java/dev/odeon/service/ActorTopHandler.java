package dev.odeon.service;

import dev.odeon.protocol.ActorTop;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.ActorLoad;
import dev.odeon.runtime.actor.Actors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what the busiest actors use. */
record ActorTopHandler(Actors actors)
    implements StreamHandler<ActorTop, ActorTop.Item, ActorTop.Result> {
  private static final long USUAL = 20;
  private static final long MOST = 1_000;
  private static final long NANOS_A_MICRO = 1_000;

  @Override
  public StreamOperation<ActorTop, ActorTop.Item, ActorTop.Result> operation() {
    return ActorTop.OPERATION;
  }

  @Override
  public ActorTop.Result handle(
      ActorTop request, RequestContext context, Consumer<ActorTop.Item> items) {
    Long asked = request.limit();
    long limit = asked == null ? USUAL : asked;
    if (limit < 1 || limit > MOST) {
      throw new RequestException(
          ErrorCode.INVALID_INPUT, "limit is %d; it can be 1 to %d".formatted(limit, MOST));
    }
    List<ActorLoad> loads =
        actors.workload().loads(context.tenant(), rank(request.sort()), (int) limit);
    loads.forEach(load -> items.accept(item(load)));
    return new ActorTop.Result(loads.size(), actors.workload().inMemory());
  }

  private static ActorLoad.Rank rank(@Nullable String sort) {
    if (sort == null) {
      return ActorLoad.Rank.TURNS;
    }
    return Arrays.stream(ActorLoad.Rank.values())
        .filter(each -> each.toString().equals(sort))
        .findFirst()
        .orElseThrow(() ->
            new RequestException(
                ErrorCode.INVALID_INPUT,
                "actors are not sorted by '%s'; they can be by %s"
                    .formatted(
                        sort,
                        Arrays.stream(ActorLoad.Rank.values())
                            .map(ActorLoad.Rank::toString)
                            .collect(Collectors.joining(", ")))));
  }

  private static ActorTop.Item item(ActorLoad load) {
    return new ActorTop.Item(
        load.key().text(),
        load.turns(),
        load.turnsPerSecond(),
        load.nanos() / NANOS_A_MICRO,
        load.nanosPerSecond() / NANOS_A_MICRO,
        load.fuel(),
        load.fuelPerSecond(),
        load.waiting(),
        load.stateBytes());
  }
}
