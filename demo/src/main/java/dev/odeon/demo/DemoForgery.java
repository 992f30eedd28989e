package dev.odeon.demo;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.verify.HistoryFinding;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.cli.HomeCheck;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The steps of the demo that check the history, and that try to change it behind its back. */
final class DemoForgery {
  private static final Bytes FORGED = Bytes.utf8("+nobody ever wrote this line");

  private final Path home;
  private final Key actor;
  private final TempFolder scratch;
  private final Choices choices;
  private final DemoSteps steps;

  DemoForgery(Path home, Key actor, TempFolder scratch, Choices choices, DemoSteps steps) {
    this.home = home;
    this.actor = actor;
    this.scratch = scratch;
    this.choices = choices;
    this.steps = steps;
  }

  /** Runs the steps on the home, whose lock must be free. */
  void run() {
    Bytes kept;
    Block victim;
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults())) {
      kept = actors.chains().note(actors.chains().signHead());
      long blocks = actors.chains().head(actor).orElseThrow().height();
      // Not the first, which is the spawn, and not the last, which is the demo's own question.
      victim = actors.chains().block(actor, 1 + choices.below("victim", blocks - 1)).orElseThrow();
    }
    steps.run("verify", _ -> verify(kept));
    steps.run("tampered", _ -> tampered(victim));
    steps.run("re-hashed", _ -> rehashed(victim.height(), kept));
  }

  private Step verify(Bytes kept) {
    VerifyReport report = HomeCheck.all(home, kept);
    return new Step(
        report.isSound(),
        "%s, %s events and %s blobs are what their hashes say; the signed head fits"
            .formatted(
                TextFormat.count(report.blocks(), "block", "blocks"),
                TextFormat.count(report.events()),
                TextFormat.count(report.contents())),
        JsonFields.of("sound", report.isSound())
            .put("blocks", report.blocks())
            .put("events", report.events())
            .put("bytes", report.bytes())
            .put("root", report.root()));
  }

  private Step tampered(Block victim) {
    Path copy = scratch.copy(home, "tampered");
    Bytes event = victim.encodedEvents().getFirst().bytes();
    String where = Tampering.flip(copy, event, (int) choices.below("byte", event.size()));
    HistoryFinding flaw = HomeCheck.all(copy, null).firstFinding().orElse(null);
    boolean caught = flaw != null && actor.equals(flaw.key()) && flaw.height() == victim.height();
    return new Step(
        caught,
        "one bit of block %s flipped in a copy (%s): %s"
            .formatted(TextFormat.count(victim.height()), where, text(flaw)),
        JsonFields.of("block", victim.height())
            .put("where", where)
            .put("caught_at", flaw == null ? null : flaw.height())
            .put("flaw", flaw == null ? null : flaw.text()));
  }

  private Step rehashed(long victim, Bytes kept) {
    Path forged = scratch.folder().resolve("re-hashed");
    scratch.copyInto(home.resolve("format"), forged);
    scratch.copyInto(home.resolve("keys"), forged);
    ReplayReport replay;
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults())) {
      new Forgery(actors.chains(), forged, HomeCheck.id(home)).write(actor, victim, FORGED);
    }
    boolean alone = HomeCheck.all(forged, null).isSound();
    HistoryFinding flaw = HomeCheck.all(forged, kept).firstFinding().orElse(null);
    try (Actors actors = Actors.open(forged, Ports.system(), Settings.defaults())) {
      replay = actors.history().replay(actor, _ -> {});
    }
    return new Step(
        alone && flaw != null && !replay.equal(),
        "block %s rewritten in a copy, all after it hashed again: by itself %s; with the head kept"
                .formatted(TextFormat.count(victim), alone ? "consistent" : "inconsistent")
            + " before: %s; replay differs at block %s"
                .formatted(
                    text(flaw),
                    replay.divergences().stream()
                        .findFirst()
                        .map(first -> TextFormat.count(first.height()))
                        .orElse("none")),
        JsonFields.of("block", victim)
            .put("verifies_alone", alone)
            .put("caught_by_head", flaw != null)
            .put("flaw", flaw == null ? null : flaw.text())
            .put("replay_equal", replay.equal())
            .put(
                "replay_differs_at",
                replay.divergences().stream().findFirst().map(d -> d.height()).orElse(null)));
  }

  private static String text(@Nullable HistoryFinding flaw) {
    return flaw == null ? "NOT caught" : "caught: " + flaw.text();
  }
}
