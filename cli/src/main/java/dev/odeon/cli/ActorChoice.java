package dev.odeon.cli;

import dev.odeon.base.Key;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The actor that a text of the command line means, among those of the command's tenant. */
public final class ActorChoice {
  private static final String PLUGINS = "binary";
  private static final int ID_SIZE = 36;

  private ActorChoice() {}

  /**
   * The key that {@code key} stands for: of a plug-in, {@code binary/} and the first digits of its
   * id are enough.
   *
   * @throws Failure if several plug-ins begin so
   */
  public static Key key(Console console, Backend backend, Key key) {
    if (!key.category().equals(PLUGINS) || key.id().length() == ID_SIZE) {
      return key;
    }
    List<String> found =
        actors(backend).stream().filter(actor -> actor.startsWith(key.text())).toList();
    return found.isEmpty() ? key : Keys.of(console, Shortened.only(key.text(), found));
  }

  /**
   * Asks for something about the actor {@code key}; where there is no such actor, the error names
   * those that may have been meant.
   */
  public static <T> T asking(Console console, Backend backend, Key key, Supplier<T> asked) {
    try {
      return asked.get();
    } catch (RequestException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      String question = Suggestions.question(key.text(), actors(backend));
      if (question.isEmpty() || actors(backend).contains(key.text())) {
        throw e;
      }
      throw Failure.failed("there is no actor %s%s".formatted(key.text(), question));
    }
  }

  private static List<String> actors(Backend backend) {
    List<String> actors = new ArrayList<>();
    ActorList.Result _ = backend.stream(new ActorList(true), item -> actors.add(item.actor()));
    return actors;
  }
}
