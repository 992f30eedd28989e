package dev.odeon.examples.embed;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.execution.Execution;
import dev.odeon.execution.Plugin;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;

/** Runs a plug-in and an actor inside this program. Its argument names the home. */
final class Embedded {
  static void main(String[] args) {
    Path home = Path.of(args[0]);
    try (Actors actors = Actors.open(home);
        Execution plugins = Execution.open(actors)) {
      IO.println("plug-in: " + shout(plugins, "hello"));
      IO.println("actor: " + count(actors, "order-4711", "41"));
    }
  }

  /** What the plug-in uppercase makes of a text. It keeps its id: the name was loaded before. */
  static String shout(Execution plugins, String text) {
    Bytes module = Bytes.wrap(SampleGuests.module("plugin/uppercase"));
    Plugin plugin = plugins.load("uppercase", module);
    return plugins.execute(plugin.id(), Bytes.utf8(text)).text();
  }

  /** What the actor counter answers. Durable when it returns; an id takes effect once. */
  static String count(Actors actors, String id, String number) {
    Key key = Key.actor("counter");
    Bytes toml = Bytes.utf8(SampleGuests.manifest("counter"));
    Manifest manifest = Manifest.parse("counter.toml", toml, actors.capabilities());
    actors.lifecycle().startIfAbsent(key, manifest, Bytes.wrap(SampleGuests.module("counter")));
    return actors.request(key, id, Bytes.utf8(number)).text();
  }
}
