package dev.odeon.examples.embed;

import dev.odeon.base.*;
import dev.odeon.engine.Cancellation;
import dev.odeon.execution.*;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.*;
import java.nio.file.Path;

/** Runs a plug-in and an actor inside this program. Its argument names the home. */
final class Embedded {
  static void main(String[] args) {
    Path home = Path.of(args[0]);
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults());
        Execution plugins = Execution.open(actors, ExecutionConfig.defaults())) {
      IO.println("plug-in: " + shout(plugins, "hello"));
      IO.println("actor: " + count(actors, "order-4711", "41"));
    }
  }

  /** What the plug-in uppercase makes of a text. It keeps its id: the name was loaded before. */
  static String shout(Execution plugins, String text) {
    Bytes module = Bytes.wrap(SampleGuests.module("plugin/uppercase"));
    Plugin plugin = plugins.load("default", "uppercase", module);
    Bytes input = Bytes.utf8(text);
    Cancellation never = new Cancellation();
    return plugins.execute("default", plugin.id(), input, RunLimits.NOTHING, never).output().text();
  }

  /** What the actor counter answers. Durable when it returns; an id takes effect once. */
  static String count(Actors actors, String id, String number) {
    Key key = Key.actor("counter");
    if (actors.chains().head(key).isEmpty()) {
      Bytes toml = Bytes.utf8(SampleGuests.manifest("counter"));
      Manifest manifest = Manifest.parse("counter.toml", toml, actors.grantable());
      actors.start(key, manifest, Bytes.wrap(SampleGuests.module("counter")));
    }
    if (actors.deliver(Message.request(key, id, Bytes.utf8(number)))
            instanceof Delivery.Accepted(var answer)
        && answer.await() instanceof Answer.Taken(_, Bytes reply, _, _)) {
      return reply.text();
    }
    return "no answer: see the guide to embedding for what there may be";
  }
}
