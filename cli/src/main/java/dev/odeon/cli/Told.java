package dev.odeon.cli;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Head;
import dev.odeon.protocol.ActorsRequest;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Divergence;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.WhatIfReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server of a home says about its actors, where there is a server. */
final class Told {
  private Told() {}

  /**
   * What the server says to {@code request}; empty if there is none, so that the home can be
   * opened.
   *
   * @throws Failure if it did not do what was asked
   */
  static Optional<Facts> by(Console console, Supplier<Request> request) {
    return Door.served(console)
        .map(served -> {
          try (Door door = served) {
            return facts(door, request.get());
          }
        });
  }

  /**
   * What {@code door} says to {@code request}.
   *
   * @throws Failure if it did not do what was asked
   */
  static Facts facts(Door door, Request request) {
    return Refusals.required(Response.Told.class, door.ask(request)).facts();
  }

  /** What a request to a server carries for {@code message}. */
  static ActorsRequest.Sent sent(Message message) {
    Duration deadline = message.deadline();
    return new ActorsRequest.Sent(
        message.body(),
        message.id(),
        message.correlation(),
        deadline == null ? null : deadline.toMillis());
  }

  /** The turn of {@code key} that {@code facts} are about. */
  static Answer.Taken taken(Key key, Facts facts) {
    return new Answer.Taken(
        outcome(facts),
        facts.bytesOrNull("reply"),
        new Head(key, facts.whole("height"), Hash.parse(facts.text("hash"))),
        facts.flag("replayed"));
  }

  /** What came of a replay of {@code key}. */
  static ReplayReport replayed(Key key, Facts facts) {
    return new ReplayReport(
        key,
        facts.whole("blocks"),
        facts.whole("run"),
        facts.whole("as_recorded"),
        Hash.parse(facts.text("expected")),
        Hash.parse(facts.text("hash")),
        facts.list("divergences").stream()
            .map(each ->
                new Divergence(
                    key,
                    each.whole("height"),
                    (int) each.whole("event"),
                    each.text("what"),
                    each.text("expected"),
                    each.text("actual")))
            .toList());
  }

  /** What other code made of the history of {@code key}. */
  static WhatIfReport whatIf(Key key, Facts facts) {
    Facts fuel = facts.inner("fuel");
    return new WhatIfReport(
        key,
        Hash.parse(facts.text("module")),
        facts.whole("blocks"),
        facts.whole("as_recorded"),
        facts.whole("same"),
        facts.whole("different"),
        facts.whole("unknown"),
        new WhatIfReport.Fuel(fuel.whole("recorded"), fuel.whole("made")),
        state(facts.inner("state_recorded")),
        state(facts.inner("state_made")),
        facts.list("divergences").stream()
            .map(each ->
                new WhatIfReport.Difference(
                    each.whole("height"),
                    each.flag("unknown"),
                    each.text("what"),
                    each.text("expected"),
                    each.text("actual")))
            .toList());
  }

  private static WhatIfReport.State state(Facts facts) {
    return new WhatIfReport.State(hashOrNull(facts, "hash"), facts.whole("bytes"));
  }

  /** The hash of that name; null if there is none. */
  static @Nullable Hash hashOrNull(Facts facts, String name) {
    String text = facts.textOrNull(name);
    return text == null ? null : Hash.parse(text);
  }

  private static Outcome outcome(Facts facts) {
    String name = facts.text("outcome");
    return switch (name) {
      case "returned" -> Outcome.RETURNED;
      case "rejected" -> new Outcome.Rejected(facts.text("reason"));
      case "trapped" -> new Outcome.Trapped(facts.text("kind"), facts.text("where"));
      case "exhausted" -> new Outcome.Exhausted(limit(facts.text("limit")));
      case "cancelled" -> new Outcome.Cancelled();
      default -> throw strange(name);
    };
  }

  private static Outcome.Limit limit(String name) {
    return Arrays.stream(Outcome.Limit.values())
        .filter(limit -> limit.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> strange(name));
  }

  private static Failure strange(String word) {
    return Failure.failed(
        "the server says '%s', which this command does not know: is it of another version?"
            .formatted(word));
  }
}
