package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Content;
import dev.odeon.chain.Head;
import dev.odeon.component.CoreName;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Export;
import dev.odeon.engine.LoadRequest;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.timer.ManifestTimer;
import dev.odeon.runtime.timer.PendingTimer;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.StateLoader;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts, upgrades, pauses, stops and removes actors: checks on the caller's thread what can be
 * checked there, and gives the rest to the actor as a task. Every method blocks until what it did
 * is durable; asked once more for what is so already, it answers that and records nothing.
 */
final class ActorLifecycle {
  private final ActorTable table;
  private final Chains chains;
  private final Directory directory;
  private final StateLoader loader;
  private final Guests guests;
  private final Timers timers;

  ActorLifecycle(
      ActorTable table,
      Chains chains,
      Directory directory,
      StateLoader loader,
      Guests guests,
      Timers timers) {
    this.table = table;
    this.chains = chains;
    this.directory = directory;
    this.loader = loader;
    this.guests = guests;
    this.timers = timers;
  }

  /** See {@link Actors#start(Key, Manifest, Bytes, LoadRequest, Consumer)}. */
  Answer start(
      Key key, Manifest manifest, Bytes module, LoadRequest load, Consumer<@Nullable Object> ran) {
    if (key.category().equals(Registration.SYSTEM)) {
      throw new ActorException(
          ActorException.Reason.CONFLICT,
          "%s cannot be started: the category %s is the home's own, choose another"
              .formatted(key, Registration.SYSTEM));
    }
    refusePlugin(key, "load it instead");
    checkLimits(manifest);
    Manifest known = known(key, directory.get(key), manifest);
    Guest guest = guests.of(known, module, load);
    loader.examine(guest);
    List<Content> contents = guest.contents(known.source(), module);
    return submit(key, answer -> new ActorTask.Start(guest, contents, ran, answer));
  }

  /** See {@link Actors#start(Key, LoadRequest)}. */
  Answer start(Key key, LoadRequest load) {
    Registration registration = existing(key);
    refusePlugin(key, "load it instead");
    Guest guest = loader.guest(registration.module(), registration.manifest(), load);
    return submit(key, answer -> new ActorTask.Start(guest, List.of(), _ -> {}, answer));
  }

  /** See {@link Actors#upgrade}. */
  Answer upgrade(Key key, @Nullable Manifest manifest, Bytes module, LoadRequest load) {
    Registration before = existing(key);
    refusePlugin(key, "load it instead");
    if (before.status() == Registration.Status.FAILED) {
      throw new ActorException(
          ActorException.Reason.CONFLICT,
          "%s never ran: %s; start it with the other module".formatted(key, before.reason()));
    }
    Bytes source;
    Guest guest;
    if (manifest == null) {
      source = loader.content(before.manifest());
      guest = guests.other("the manifest of " + key, source, module, load);
    } else {
      checkLimits(manifest);
      Manifest known = known(key, before, manifest);
      source = known.source();
      guest = guests.of(known, module, load);
    }
    Guest old = loader.guest(before.module(), before.manifest(), load);
    if (!before.has(guest.module(), guest.manifest())) {
      requireFit(key, old, guest);
    }
    List<PendingTimer> waiting = timers.of(key);
    loader.examine(guest);
    List<Content> contents = guest.contents(source, module);
    return submit(
        key, answer -> new ActorTask.Upgrade(before, old, waiting, guest, contents, answer));
  }

  /** See {@link Actors#stop}. */
  Answer stop(Key key, String reason) {
    if (!chains.isIntending(key)) {
      Registration _ = existing(key);
    }
    refusePlugin(key, "unload it instead");
    return submit(key, answer -> new ActorTask.Stop(reason, false, answer));
  }

  /** See {@link Actors#pause(Key, String)}. */
  Answer pause(Key key, String reason) {
    Registration _ = existing(key);
    refusePlugin(key, "unload it instead");
    return submit(key, answer -> new ActorTask.Pause(reason, answer));
  }

  /** See {@link Actors#resume(Key, String)}. */
  Answer resume(Key key, String reason) {
    Registration registration = existing(key);
    refusePlugin(key, "load it instead");
    boolean paused = registration.status() == Registration.Status.PAUSED;
    Pauses pauses = table.pauses();
    boolean released =
        (paused || registration.status() == Registration.Status.RUNNING) && pauses.release(key);
    Guest guest =
        paused
            ? loader.guest(
                registration.module(), registration.manifest(), LoadRequest.of(key.tenant()))
            : null;
    Answer answer = submit(key, pending -> new ActorTask.Unpause(reason, guest, pending));
    if (answer instanceof Answer.Completed(var outcome, var reply, Head block, boolean duplicate)) {
      if (!duplicate) {
        pauses.tell(key);
      }
      return new Answer.Completed(outcome, reply, block, duplicate && !released);
    }
    return answer;
  }

  /** See {@link Actors#remove}. */
  Answer remove(Key key, String reason) {
    Registration _ = existing(key);
    refusePlugin(key, "unload it instead");
    return submit(key, answer -> new ActorTask.Remove(reason, answer));
  }

  private Answer submit(Key key, Function<Pending<Answer>, ActorTask> task) {
    Pending<Answer> answer = table.pending();
    table.submit(key, task.apply(answer));
    return answer.await();
  }

  private Registration existing(Key key) {
    table.memory().refuseDamaged(key);
    Registration registration = directory.get(key);
    if (registration == null) {
      throw Actors.noSuchActor(key);
    }
    return registration;
  }

  private static void refusePlugin(Key key, String instead) {
    if (key.category().equals(Plugins.CATEGORY)) {
      throw new ActorException(ActorException.Reason.CONFLICT, key + " is a plug-in: " + instead);
    }
  }

  /** The manifest that {@code key} has, if {@code given} means the same; else {@code given}. */
  private Manifest known(Key key, @Nullable Registration registration, Manifest given) {
    if (registration == null) {
      return given;
    }
    Manifest own;
    try {
      own =
          Manifest.parse(
              "the manifest of " + key,
              loader.content(registration.manifest()),
              guests.capabilities());
    } catch (RuntimeException _) {
      // It is lost, damaged, or grants what there is not: what is given is another, or mends it.
      return given;
    }
    return own.means(given) ? own : given;
  }

  /** Refuses an upgrade that takes an export away, or whose state would have to be migrated. */
  private static void requireFit(Key key, Guest old, Guest other) {
    Set<String> missing = new TreeSet<>(old.code().exports());
    missing.removeAll(other.code().exports());
    if (!missing.isEmpty()) {
      throw new ActorException(
          ActorException.Reason.INVALID_MODULE,
          "the other module does not export %s, which the module of %s does: add it, or start another actor"
              .formatted(String.join(", ", missing), key));
    }
    String migration = migration(other.code().compiled());
    if (migration != null) {
      throw new ActorException(
          ActorException.Reason.INVALID_MODULE,
          "the other module exports %s, and no migration is run yet: let it read the state as it is, and leave that out"
              .formatted(migration));
    }
  }

  private static @Nullable String migration(CompiledModule module) {
    return module.exports().stream()
        .map(Export::name)
        .filter(CoreName::matches)
        .filter(name -> {
          CoreName parts = CoreName.parse(name);
          return parts.interfaceName().equals("lifecycle") && "migrate".equals(parts.function());
        })
        .findFirst()
        .orElse(null);
  }

  private void checkLimits(Manifest manifest) {
    Settings most = table.settings();
    Manifest.Lowered asked = manifest.limits();
    checkLimit("memory_mb", asked.memoryMebibytes(), most.memoryBytes() >> 20);
    checkLimit("time_ms", asked.timeMillis(), most.turnTime().toMillis());
    checkLimit("init_time_ms", asked.initTimeMillis(), most.initTime().toMillis());
    checkLimit("output_mb", asked.outputMebibytes(), most.outputBytes() >> 20);
    checkLimit("table_elements", asked.tableElements(), most.tableElements());
    for (ManifestTimer timer : manifest.timers()) {
      if (timer.body().size() > most.messageBytes()) {
        throw new ManifestException(
            "the body of the timer %s has %d bytes: at most %d here"
                .formatted(timer.name(), timer.body().size(), most.messageBytes()));
      }
    }
  }

  private static void checkLimit(String name, OptionalLong asked, long most) {
    if (asked.isPresent() && asked.getAsLong() > most) {
      throw new ManifestException(
          "limits.%s is %d, but a manifest can only lower it: at most %d here"
              .formatted(name, asked.getAsLong(), most));
    }
  }
}
