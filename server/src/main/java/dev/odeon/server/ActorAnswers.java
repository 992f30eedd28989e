package dev.odeon.server;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Head;
import dev.odeon.chain.SignedHead;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.LoadRequest;
import dev.odeon.protocol.ActorsRequest;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.ServerIdentity;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Divergence;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Plugins;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.StateAt;
import dev.odeon.runtime.WhatIfReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Answers the requests about actors, in the words that the command uses too. */
final class ActorAnswers {
  private static final int ID_BYTES = 16;

  /** An answer with blocks ends after one that brings it there. */
  private static final long PAGE_BYTES = 1 << 20;

  private static final int PAGE_BLOCKS = 1000;

  /** How often it is looked whether a client that waits is still there. */
  private static final long LOOK_NANOS = 1_000_000_000;

  private final Actors actors;
  private final Clock clock;
  private final Entropy entropy;

  ActorAnswers(Actors actors) {
    this.actors = actors;
    this.clock = actors.ports().clock();
    this.entropy = actors.ports().entropy();
  }

  /**
   * Carries out a request.
   *
   * @param cancellation ends the wait for a module that is compiled for it
   */
  Response answer(String tenant, ActorsRequest request, Cancellation cancellation) {
    return new Response.Told(
        switch (request) {
          case ActorsRequest.ActorStart start -> start(tenant, start, cancellation);
          case ActorsRequest.ActorMessage(String actor, var message, boolean awaited) ->
              send(Key.parse(tenant, actor), Message.Kind.SEND, message, awaited, cancellation);
          case ActorsRequest.ActorRequest(String actor, var message) ->
              send(Key.parse(tenant, actor), Message.Kind.REQUEST, message, true, cancellation);
          case ActorsRequest.ActorList(boolean all) -> list(tenant, all);
          case ActorsRequest.ActorState(String actor, Long at) ->
              state(Key.parse(tenant, actor), at);
          case ActorsRequest.ActorEvents(String actor, long from, Long to, boolean raw) ->
              events(Key.parse(tenant, actor), from, to, raw);
          case ActorsRequest.ActorStop(String actor, var reason) ->
              stop(Key.parse(tenant, actor), reason);
          case ActorsRequest.ActorReplay(String actor, var module, var millis) ->
              replay(Key.parse(tenant, actor), module, Outcomes.load(tenant, millis, cancellation));
        });
  }

  /** Has the present head of the log signed. */
  Response signHead() {
    SignedHead head = actors.chains().signHead();
    return new Response.Told(
        Facts.of("origin", head.origin())
            .put("size", head.size())
            .put("root", head.root().toString())
            .put("note", actors.chains().note(head)));
  }

  /** Says which home this process has open. */
  Response identify() {
    return new Response.Told(
        new ServerIdentity(
                ProcessHandle.current().pid(),
                actors.home().toString(),
                actors.homeId(),
                actors.identity())
            .facts());
  }

  private Facts list(String tenant, boolean all) {
    return new Facts()
        .putAll(
            "actors",
            actors.list(tenant).stream()
                .filter(status ->
                    all || !status.registration().key().category().equals(Plugins.CATEGORY))
                .map(ActorAnswers::listed)
                .toList());
  }

  private Facts start(String tenant, ActorsRequest.ActorStart start, Cancellation cancellation) {
    Manifest manifest =
        Manifest.parse("the manifest", Bytes.utf8(start.manifest()), actors.grantable());
    String name = start.name();
    Key key;
    if (name != null) {
      key = Key.parse(tenant, name);
    } else if (manifest.name() != null) {
      key = new Key(tenant, Key.DEFAULT_CATEGORY, manifest.name());
    } else {
      throw new IllegalArgumentException(
          "the manifest gives the actor no name: add name = \"…\" to it, or give the field 'name'");
    }
    LoadRequest load = Outcomes.load(tenant, start.timeoutMillis(), cancellation);
    return taken(key, "", actors.start(key, manifest, start.module(), load))
        .put("module_bytes", start.module().size());
  }

  private Facts send(
      Key key,
      Message.Kind kind,
      ActorsRequest.Sent sent,
      boolean awaited,
      Cancellation cancellation) {
    String id = sent.id() != null ? sent.id() : entropy.bytes(ID_BYTES).hex();
    Long deadline = sent.deadlineMillis();
    Message message =
        new Message(
            key,
            id,
            kind,
            sent.body(),
            deadline == null ? null : Duration.ofMillis(deadline),
            sent.correlation(),
            null);
    Delivery.Accepted accepted = accepted(key, actors.deliver(message));
    if (!awaited) {
      return Facts.of("actor", key.text()).put("outcome", "queued").put("id", id);
    }
    Answer answer = await(accepted, cancellation);
    Facts facts = taken(key, id, answer).put("id", id);
    if (kind == Message.Kind.REQUEST && answer instanceof Answer.Taken taken) {
      facts.put("reply", taken.reply());
    }
    return facts;
  }

  /** Waits for the answer, as long as the client is there. */
  private Answer await(Delivery.Accepted accepted, Cancellation cancellation) {
    while (true) {
      Optional<Answer> answer = accepted.answer().await(clock, LOOK_NANOS);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (cancellation.cancelled()) {
        RefusedException gone =
            new RefusedException(
                ErrorCode.CANCELLED, "nobody waits for the answer any more: the message was kept");
        // Or it would be kept for whom the answer is, until the deadline.
        boolean _ = accepted.answer().fail(gone);
        throw gone;
      }
    }
  }

  private Facts state(Key key, @Nullable Long at) {
    requireThere(key);
    StateAt state = actors.state(key, at == null ? OptionalLong.empty() : OptionalLong.of(at));
    return Facts.of("actor", key.text())
        .put("height", state.head().height())
        .put("hash", text(state.hash()))
        .put("state", state.state());
  }

  private Facts events(Key key, long from, @Nullable Long to, boolean raw) {
    long end = requireThere(key).height() + 1;
    if (to != null) {
      end = Math.min(end, to == Long.MAX_VALUE ? to : to + 1);
    }
    List<Facts> blocks = new ArrayList<>();
    long[] bytes = new long[1];
    if (from < end) {
      actors
          .chains()
          .blocks(
              key,
              from,
              end,
              block -> {
                blocks.add(raw ? BlockFacts.raw(block) : BlockFacts.of(block));
                bytes[0] += block.size();
                return bytes[0] < PAGE_BYTES && blocks.size() < PAGE_BLOCKS;
              });
    }
    long next = from + blocks.size();
    return Facts.of("actor", key.text())
        .putAll("blocks", blocks)
        .putNumber("next", next < end ? next : null);
  }

  private Facts stop(Key key, @Nullable String reason) {
    requireThere(key);
    String why = reason == null ? "asked for at the server" : reason;
    Facts _ = taken(key, "", actors.stop(key, why));
    return Facts.of("actor", key.text()).put("status", "stopped").put("reason", why);
  }

  private Facts replay(Key key, @Nullable Bytes module, LoadRequest load) {
    requireThere(key);
    return module == null
        ? facts(actors.replay(key, _ -> {}))
        : facts(actors.whatIf(key, module, _ -> {}, load));
  }

  private static Facts facts(ReplayReport report) {
    return Facts.of("actor", report.key().text())
        .put("equal", report.equal())
        .put("blocks", report.blocks())
        .put("run", report.run())
        .put("as_recorded", report.asRecorded())
        .put("expected", text(report.expected()))
        .put("hash", text(report.last()))
        .put("divergence_count", report.divergences().size())
        .putAll("divergences", report.divergences().stream().map(ActorAnswers::fields).toList());
  }

  private static Facts facts(WhatIfReport report) {
    return Facts.of("actor", report.key().text())
        .put("equal", report.clean())
        .put("blocks", report.blocks())
        .put("run", report.run())
        .put("as_recorded", report.asRecorded())
        .put("module", text(report.module()))
        .put("same", report.same())
        .put("different", report.different())
        .put("unknown", report.unknown())
        .put("divergence_count", report.different() + report.unknown())
        .putAll("divergences", report.differences().stream().map(ActorAnswers::fields).toList())
        .put(
            "fuel",
            new Facts().put("recorded", report.fuel().recorded()).put("made", report.fuel().made()))
        .put("state_recorded", fields(report.recorded()))
        .put("state_made", fields(report.made()));
  }

  private static Facts fields(WhatIfReport.State state) {
    return Facts.of("hash", text(state.hash())).put("bytes", state.size());
  }

  private static Facts fields(WhatIfReport.Difference difference) {
    return new Facts()
        .put("height", difference.height())
        .put("unknown", difference.unknown())
        .put("what", difference.what())
        .put("expected", difference.expected())
        .put("actual", difference.actual());
  }

  private static Facts fields(Divergence divergence) {
    return new Facts()
        .put("height", divergence.height())
        .put("event", divergence.event())
        .put("what", divergence.what())
        .put("expected", divergence.expected())
        .put("actual", divergence.actual());
  }

  private static Facts listed(ActorStatus status) {
    Registration registration = status.registration();
    Head head = status.head();
    return Facts.of("actor", registration.key().text())
        .put("status", registration.status().toString())
        .put("reason", registration.reason())
        .put("blocks", head.height() + 1)
        .put("height", head.height())
        .put("hash", head.hash().toString())
        .put("time_ms", status.timeMillis())
        .put("module", text(registration.module()))
        .put("manifest", text(registration.manifest()));
  }

  private Head requireThere(Key key) {
    return actors.chains().head(key).orElseThrow(() -> noSuchActor(key));
  }

  private static RefusedException noSuchActor(Key key) {
    return new RefusedException(
        ErrorCode.NOT_FOUND,
        "there is no actor %s: 'odeon actor list' shows those there are".formatted(key.text()));
  }

  private static Delivery.Accepted accepted(Key key, Delivery delivery) {
    return switch (delivery) {
      case Delivery.Accepted accepted -> accepted;
      case Delivery.Full(int capacity) ->
          throw new RefusedException(
              ErrorCode.OVERLOADED,
              "the mailbox of %s is full with %d messages: send it again later"
                  .formatted(key.text(), capacity));
      case Delivery.TooLarge(long size, long sizeMax) ->
          throw new RefusedException(
              ErrorCode.TOO_LARGE,
              "the message to %s has %,d bytes, %,d are allowed: send it in parts"
                  .formatted(key.text(), size, sizeMax));
      case Delivery.NoSuchActor _ -> throw noSuchActor(key);
      case Delivery.Damaged(String reason) ->
          throw new RefusedException(
              ErrorCode.REFUSED, "%s takes no messages: %s".formatted(key.text(), reason));
      case Delivery.Stopping _ -> throw stopping();
      case Delivery.Stopped(String reason) ->
          throw new RefusedException(
              ErrorCode.REFUSED,
              "%s takes no messages: %s; 'odeon actor start' starts it again"
                  .formatted(key.text(), reason));
    };
  }

  private static Facts taken(Key key, String id, Answer answer) {
    return switch (answer) {
      case Answer.Taken(Outcome outcome, var _, Head block, boolean replayed) ->
          Facts.of("actor", key.text())
              .putAll(BlockFacts.outcome(outcome))
              .put("height", block.height())
              .put("hash", block.hash().toString())
              .put("replayed", replayed);
      case Answer.IdempotencyKeyReused(Head first) ->
          throw new RefusedException(
              ErrorCode.REFUSED,
              "the message id was used before for another message to %s, in block %d: use a new one"
                  .formatted(key.text(), first.height()));
      case Answer.TooLate _ ->
          throw new RefusedException(
              ErrorCode.EXECUTION_TIMEOUT,
              "the deadline passed before %s came to the message: send it again"
                  .formatted(key.text()));
      case Answer.Expired(Head block) ->
          throw new RefusedException(
              ErrorCode.EXPIRED,
              "the deadline passed and %s has not answered the request of block %d: it stays open; send it again with the message id %s to wait on"
                  .formatted(key.text(), block.height(), id));
      case Answer.Stopping(Head block) ->
          throw block == null
              ? stopping()
              : new RefusedException(
                  ErrorCode.STOPPING,
                  "the server is stopping; the request of block %d stays open: send it to %s again with the message id %s once a server runs"
                      .formatted(block.height(), key.text(), id));
      case Answer.NotTaken(String reason) ->
          throw new RefusedException(
              ErrorCode.REFUSED,
              "%s did not take the message: %s; nothing of it was kept"
                  .formatted(key.text(), reason));
    };
  }

  private static RefusedException stopping() {
    return new RefusedException(
        ErrorCode.STOPPING,
        "the server is stopping, and nothing of the message was kept: send it again once a server runs");
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
