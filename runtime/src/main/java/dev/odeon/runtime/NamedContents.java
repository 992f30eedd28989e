package dev.odeon.runtime;

import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.host.Capabilities;
import dev.odeon.host.HostCallRecord;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Roots;
import java.util.List;
import java.util.function.Supplier;

/** What an event of the history names in the store: modules, manifests, and what guests named. */
public final class NamedContents {
  private NamedContents() {}

  /** How people are told of the block at {@code height}. */
  public static String name(long height, Key key) {
    return "block %d of %s".formatted(height, key);
  }

  /** Tells {@code marker} what {@code event}, which is part of {@code by}, names. */
  public static void mark(
      Capabilities capabilities, Event event, Roots.Marker marker, Supplier<String> by) {
    switch (event.data()) {
      case EventData.Spawned(var module, var manifest, _, _, _) -> {
        marker.require(new ContentRef(module), "module", by);
        marker.require(new ContentRef(manifest), "module", by);
      }
      case EventData.Upgraded(var module, var manifest) -> {
        marker.require(new ContentRef(module), "module", by);
        marker.require(new ContentRef(manifest), "module", by);
      }
      case EventData.Call _, EventData.Outbox _ ->
          HostCallEvents.of(List.of(event)).forEach(call -> names(capabilities, call, marker, by));
      default -> {}
    }
  }

  private static void names(
      Capabilities capabilities, HostCallRecord call, Roots.Marker marker, Supplier<String> by) {
    try {
      capabilities.contents(
          call,
          (ref, required) -> {
            if (required) {
              marker.require(ref, "chain", by);
            } else {
              marker.mark(ref, "chain");
            }
          });
    } catch (IllegalArgumentException e) {
      throw new ActorException(
          ActorException.Reason.UNSUPPORTED, String.valueOf(e.getMessage()), e);
    }
  }
}
