package dev.odeon.demo;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.cli.Console;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.actor.Feed;
import dev.odeon.cli.main.JavaCommand;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.JsonFields;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The demo: a text goes line by line to the word-index actor in a process of its own, the process
 * is killed half-way and started again, and then everything that was promised is measured.
 */
final class Demo {
  private static final String GUEST = "word-index";
  private static final int FROM_PERCENT = 20;
  private static final int TO_PERCENT = 80;

  private final DemoText text;
  private final Choices choices;
  private final TempFolder scratch;
  private final Path home;
  private final DemoSteps steps;
  private final DemoFeeding feeding;
  private final Key actor = Key.actor(GUEST);

  Demo(Console console, DemoText text, Choices choices, TempFolder scratch) {
    this.text = text;
    this.choices = choices;
    this.scratch = scratch;
    this.home = scratch.folder().resolve("home");
    this.steps = new DemoSteps(console, Clock.system());
    this.feeding = new DemoFeeding(text.lines());
  }

  /** Runs all steps; returns whether everything holds. */
  boolean run() {
    Map<String, Long> words = text.words();
    steps.run("text", _ -> text(words));
    scratch.write(GUEST + ".wasm", SampleGuests.module(GUEST));
    Path manifest =
        scratch.write(
            GUEST + ".toml", SampleGuests.manifest(GUEST).getBytes(StandardCharsets.UTF_8));
    try (Feed feed = Feed.start(JavaCommand.ofThisProcess(), home, manifest, actor.text())) {
      steps.run("start", _ -> start(feed));
      steps.run("kill", progress -> kill(feed, progress));
    }
    try (Feed feed = Feed.start(JavaCommand.ofThisProcess(), home, manifest, actor.text())) {
      steps.run("recover", _ -> recover(feed));
      steps.run("resend", progress -> resend(feed, progress));
    }
    new DemoProof(home, actor, text, words, feeding, steps).run();
    new DemoForgery(home, actor, scratch, choices, steps).run();
    steps.run("disk", _ -> disk());
    return steps.end(JsonFields.of("seed", choices.seed()));
  }

  private Step text(Map<String, Long> words) {
    long all = words.values().stream().mapToLong(Long::longValue).sum();
    return new Step(
        true,
        "%s lines, %s words, %s of them different"
            .formatted(
                TextFormat.count(text.lines().size()),
                TextFormat.count(all),
                TextFormat.count(words.size())),
        JsonFields.of("text", text.name())
            .put("lines", text.lines().size())
            .put("words", all)
            .put("different_words", words.size()));
  }

  private Step start(Feed feed) {
    Feed.Ready ready = feed.ready();
    return new Step(
        ready.blocks() == 0,
        "the actor runs in process " + feed.pid() + " on a fresh home",
        JsonFields.of("pid", feed.pid()).put("home", home));
  }

  private Step kill(Feed feed, ProgressLine progress) {
    int lines = text.lines().size();
    int least = Math.ceilDiv(lines * FROM_PERCENT, 100);
    int most = lines * TO_PERCENT / 100;
    // Between a third and two thirds, so that what is on its way then stays within the bounds.
    int enough = Math.clamp(lines / 3 + choices.below("kill", lines / 3 + 1), least, most);
    int inFlight = feeding.feedAndKill(feed, enough, most, progress);
    int acknowledged = feeding.acknowledged().size();
    double percent = 100.0 * acknowledged / lines;
    return new Step(
        percent >= FROM_PERCENT && percent <= TO_PERCENT,
        "SIGKILL with %s lines acknowledged (%.1f %%) and %d in flight"
            .formatted(TextFormat.count(acknowledged), percent, inFlight),
        JsonFields.of("acknowledged", acknowledged)
            .put("percent", percent)
            .put("in_flight", inFlight));
  }

  private Step recover(Feed feed) {
    Feed.Ready ready = feed.ready();
    long turns = ready.blocks() - 1;
    int acknowledged = feeding.acknowledged().size();
    return new Step(
        turns >= acknowledged,
        "process %d found %s blocks: the actor's first, all %s acknowledged, %s not yet; %s cut"
            .formatted(
                feed.pid(),
                TextFormat.count(ready.blocks()),
                TextFormat.count(acknowledged),
                TextFormat.count(turns - acknowledged),
                TextFormat.size(ready.bytesCut())),
        JsonFields.of("pid", feed.pid())
            .put("blocks_recovered", ready.blocks())
            .put("acknowledged", acknowledged)
            .put("bytes_cut", ready.bytesCut()));
  }

  private Step resend(Feed feed, ProgressLine progress) {
    int sent = feeding.feedRest(feed, progress);
    int exit = feed.finish();
    return new Step(
        exit == 0 && feeding.acknowledged().size() == text.lines().size(),
        "%s lines sent again under the same ids, %s of them were done already"
            .formatted(TextFormat.count(sent), TextFormat.count(feeding.duplicates())),
        JsonFields.of("resent", sent)
            .put("already_done", feeding.duplicates())
            .put("acknowledged", feeding.acknowledged().size())
            .put("exit_code", exit));
  }

  private Step disk() {
    long log = TempFolder.size(home.resolve("log"));
    long all = TempFolder.size(home);
    return new Step(
        true,
        "%s: the log %s, all else %s"
            .formatted(TextFormat.size(all), TextFormat.size(log), TextFormat.size(all - log)),
        JsonFields.of("bytes", all).put("log_bytes", log));
  }
}
