package dev.odeon.cli;

import dev.odeon.runtime.Actors;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Reference;
import dev.odeon.store.Roots;
import dev.odeon.store.Store;
import dev.odeon.store.StoreName;
import java.util.List;

/** The content store of the home that a command works on. This process has its lock meanwhile. */
final class OpenStore implements AutoCloseable {
  private final Actors actors;
  private final Store store;

  private OpenStore(Actors actors, Store store) {
    this.actors = actors;
    this.store = store;
  }

  private static OpenStore of(Actors actors) {
    try {
      return new OpenStore(actors, actors.store());
    } catch (RuntimeException e) {
      actors.close();
      throw e;
    }
  }

  /** That of the command's home, which is made if there is none. */
  static OpenStore open(Console console) {
    return of(Home.open(console));
  }

  /**
   * That of the command's home.
   *
   * @throws Failure if there is no home
   */
  static OpenStore existing(Console console) {
    return of(Home.existing(console));
  }

  /** The same for a command that changes nothing. */
  static OpenStore reading(Console console) {
    return of(Home.reading(console));
  }

  Store store() {
    return store;
  }

  /** What must live whatever the labels say. */
  Roots roots() {
    return actors.roots();
  }

  /**
   * The labels of {@code name}.
   *
   * @throws Failure if there is no such store
   */
  Labels labels(StoreName name) {
    if (!name.id().equals(StoreName.DEFAULT.id()) && !store.existsStore(name)) {
      throw Failure.failed(
          "there is no store '%s': 'odeon store new %s' makes it".formatted(name.id(), name.id()));
    }
    return store.labels(name);
  }

  /**
   * The content that {@code reference} stands for: of a label, the newest.
   *
   * @throws Failure if there is no such label
   */
  ContentRef resolve(Reference reference, StoreName name) {
    return switch (reference) {
      case Reference.OfContent(ContentRef ref) -> ref;
      case Reference.OfLabel(Label label) -> {
        List<ContentRef> refs = labels(name).get(label);
        if (refs.isEmpty()) {
          throw missing(label, name);
        }
        yield refs.getLast();
      }
      case Reference.OfPath(String path) -> throw References.none(path);
    };
  }

  /** There is no such label. */
  static Failure missing(Label label, StoreName name) {
    return Failure.failed(
        "there is no label '%s' in the store '%s': 'odeon store labels' shows those there are"
            .formatted(label.name(), name.id()));
  }

  /** There is no such content. */
  static Failure missing(ContentRef ref) {
    return Failure.failed(
        "content %s is not in the store: 'odeon store list' shows what is".formatted(ref.hex()));
  }

  @Override
  public void close() {
    actors.close();
  }
}
