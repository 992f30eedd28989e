package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.PauseRequest;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whom a command pauses or resumes: one actor, or the home of a server. */
final class PauseTarget {
  @Parameters(arity = "0..1", paramLabel = "ID", description = "Names the actor.")
  private @Nullable String id;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for on the command line",
      description = "Tells why, for its history.")
  private String reason = "";

  /**
   * Asks for it, and tells what came of it.
   *
   * @param verb the name of the command
   * @param all whether the home is meant
   * @param request what is asked of an actor, or null for the home, and a reason
   */
  <Q extends PauseRequest> void ask(
      Console console,
      Operation<Q, PauseRequest.Result> operation,
      String verb,
      boolean all,
      BiFunction<@Nullable String, String, Q> request) {
    String named = id;
    if (named == null ? !all : all) {
      throw Failure.usage(verb + " takes an ID or --all: give one of them");
    }
    PauseRequest.Result done =
        named == null ? home(console, request) : actor(console, named, request);
    String what = done.actor() == null ? "the home" : done.actor();
    console.result(
        operation,
        done,
        (done.duplicate() ? "%s was %sd already" : "%s %sd").formatted(what, verb));
  }

  private <Q extends PauseRequest> PauseRequest.Result actor(
      Console console, String named, BiFunction<@Nullable String, String, Q> request) {
    Key given = Keys.of(console, named);
    try (Backend backend = Backend.existing(console)) {
      Key key = ActorChoice.key(console, backend, given);
      Q asked = request.apply(key.text(), reason);
      return ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    }
  }

  private <Q extends PauseRequest> PauseRequest.Result home(
      Console console, BiFunction<@Nullable String, String, Q> request) {
    try (Backend server =
        ServedHome.of(console, "only a home that is served can be paused as a whole")) {
      return server.ask(request.apply(null, reason));
    }
  }
}
