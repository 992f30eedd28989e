package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
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
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.timer.ManifestTimer;
import dev.odeon.runtime.timer.PendingTimer;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.StateLoader;
import java.nio.file.Path;
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
public final class ActorLifecycle {
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

  /**
   * Spawns the actor {@code key}, or lets it run again after a stop. Blocks until that is durable.
   * An actor that runs already with that very code, whatever its manifest's order and comments, is
   * left alone: the answer is its last block, as a duplicate.
   *
   * @return how its first turn ended: an init that does not return is recorded, and the actor does
   *     not run
   * @throws ManifestException if the manifest asks for more than {@link Settings} allow
   * @throws ActorException if the module cannot run, needs what the manifest does not grant, or the
   *     actor has other code, or was removed
   */
  public Answer start(Key key, Manifest manifest, Bytes module) {
    return start(key, manifest, module, LoadRequest.of(key.tenant()));
  }

  /**
   * The same for who does not wait for ever until the module is compiled.
   *
   * @throws dev.odeon.engine.LoadException if it was not, for what {@code load} says; nothing was
   *     recorded
   */
  public Answer start(Key key, Manifest manifest, Bytes module, LoadRequest load) {
    return start(key, manifest, module, load, _ -> {});
  }

  /**
   * The same for who wants to know why an init failed.
   *
   * @param ran is told what the first turn has to say beside its block, as {@link TurnRequest#ran}
   */
  public Answer start(
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
    table.wake();
    return submit(key, answer -> new ActorTask.Start(guest, contents, ran, answer));
  }

  /**
   * Lets a stopped actor run again with the module and the manifest that it has. Blocks until that
   * is durable. One that runs is left alone.
   *
   * @throws ActorException if there is no such actor, it never ran, or was removed
   * @throws dev.odeon.engine.LoadException if its module was not compiled, for what {@code load}
   *     says
   */
  public Answer start(Key key, LoadRequest load) {
    Registration registration = existing(key);
    refusePlugin(key, "load it instead");
    Guest guest = loader.guest(registration.module(), registration.manifest(), load);
    table.wake();
    return submit(key, answer -> new ActorTask.Start(guest, List.of(), _ -> {}, answer));
  }

  /**
   * Starts the actor {@code key} if there is none yet, or its first turn failed. One that was
   * started before is left as it is, with the code it has, also if it was stopped. Blocks until
   * that is durable.
   *
   * @return whether it was started
   * @throws ActorException if its first turn did not return, and as {@link #start} does
   */
  public boolean startIfAbsent(Key key, Manifest manifest, Bytes module) {
    if (isThere(key)) {
      return false;
    }
    try {
      Answer answer = start(key, manifest, module);
      Replies.started(key, answer);
      return !(answer instanceof Answer.Completed done && done.duplicate());
    } catch (ActorException e) {
      // Somebody else was faster.
      if (e.reason() == ActorException.Reason.CONFLICT && isThere(key)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * The same for a manifest in a file; its module is the file beside it that it names.
   *
   * @throws DiskException if one of them cannot be read
   */
  public boolean startIfAbsent(Key key, Path manifest) {
    if (isThere(key)) {
      return false;
    }
    Disk disk = table.ports().disk();
    Manifest parsed =
        Manifest.parse(manifest.toString(), disk.readAll(manifest), guests.capabilities());
    return startIfAbsent(key, parsed, disk.readAll(manifest.resolveSibling(parsed.module())));
  }

  private boolean isThere(Key key) {
    Registration registration = directory.get(key);
    return registration != null && registration.status() != Registration.Status.FAILED;
  }

  /**
   * Gives an actor other code, running or stopped: its state stays, and the next message is the new
   * code's. Blocks until that is durable. An actor that has that code already is left alone.
   *
   * @param manifest what it may do from now on; null for what it may do now
   * @throws ManifestException if the manifest asks for more than {@link Settings} allow
   * @throws ActorException if there is no such actor, the module cannot run, needs what is not
   *     granted, or lacks an export that the module before it has; nothing was recorded
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   */
  public Answer upgrade(Key key, @Nullable Manifest manifest, Bytes module, LoadRequest load) {
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

  /**
   * Stops the actor {@code key}; what waits in its mailbox is refused. Blocks until that is
   * durable. A turn that was broken off after it did something outside, and failed again whenever
   * it ran again, is given up then: its block tells what it did, as one that diverged. One that is
   * stopped already is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if it never ran, or was removed
   */
  public Answer stop(Key key, String reason) {
    if (!chains.isIntending(key)) {
      Registration _ = existing(key);
    }
    refusePlugin(key, "unload it instead");
    return submit(key, answer -> new ActorTask.Stop(reason, false, answer));
  }

  /**
   * Pauses the actor {@code key}: until it is resumed, whatever becomes of this process, it takes
   * no messages, or they wait in its mailbox if its manifest says so; what it sent, its timers and
   * its open requests wait. Blocks until that is durable. One that is paused is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if there is no such actor, or it does not run
   */
  public Answer pause(Key key, String reason) {
    Registration _ = existing(key);
    refusePlugin(key, "unload it instead");
    return submit(key, answer -> new ActorTask.Pause(reason, answer));
  }

  /**
   * Lets the actor {@code key} act again, also where the home is paused and others may not. Blocks
   * until that is durable. One that acts is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if there is no such actor, or it is neither paused nor running
   */
  public Answer resume(Key key, String reason) {
    Registration registration = existing(key);
    refusePlugin(key, "load it instead");
    boolean paused = registration.status() == Registration.Status.PAUSED;
    table.wake();
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

  /**
   * Removes a stopped actor for ever: its history stays, and no other is ever called that. Blocks
   * until that is durable. One that was removed is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if there is no such actor, or it runs
   */
  public Answer remove(Key key, String reason) {
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
    return directory.existing(key);
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
