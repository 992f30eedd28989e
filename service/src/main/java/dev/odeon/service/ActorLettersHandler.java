package dev.odeon.service;

import dev.odeon.base.Key;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorLetters;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.runtime.DeadLetter;
import dev.odeon.runtime.actor.Actors;
import java.util.List;
import java.util.function.Consumer;

/** Lists and shows dead letters. */
record ActorLettersHandler(Actors actors)
    implements StreamHandler<ActorLetters, ActorLetters.Item, ActorLetters.Result> {
  @Override
  public StreamOperation<ActorLetters, ActorLetters.Item, ActorLetters.Result> operation() {
    return ActorLetters.OPERATION;
  }

  @Override
  public ActorLetters.Result handle(
      ActorLetters request, RequestContext context, Consumer<ActorLetters.Item> items) {
    Key key = Turns.key(context, request.actor());
    Head _ = Turns.head(actors, key);
    Long number = request.letter();
    List<DeadLetter> letters =
        number == null ? actors.letters().open(key) : List.of(actors.letters().get(key, number));
    letters.forEach(letter -> items.accept(item(letter, number != null)));
    return new ActorLetters.Result(key.text(), letters.size());
  }

  private static ActorLetters.Item item(DeadLetter letter, boolean whole) {
    return new ActorLetters.Item(
        letter.number(),
        letter.id().toString(),
        letter.height(),
        letter.timeMillis(),
        letter.reason(),
        letter.export(),
        letter.body().size(),
        whole ? letter.body() : null);
  }
}
