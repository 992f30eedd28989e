package dev.odeon.demo;

import dev.odeon.base.Bytes;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Head;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.JsonFields;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.service.Turns;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The steps of the demo that look at what the killed and restarted process left. */
final class DemoProof {
  private final Path home;
  private final Key actor;
  private final DemoText text;
  private final Map<String, Long> words;
  private final DemoFeeding feeding;
  private final DemoSteps steps;

  DemoProof(
      Path home,
      Key actor,
      DemoText text,
      Map<String, Long> words,
      DemoFeeding feeding,
      DemoSteps steps) {
    this.home = home;
    this.actor = actor;
    this.text = text;
    this.words = words;
    this.feeding = feeding;
    this.steps = steps;
  }

  /** Runs the steps in the home, whose lock must be free. */
  void run() {
    try (Actors actors = Actors.open(home, Ports.system(), Settings.defaults())) {
      LineTally tally = new LineTally(text.lines(), feeding.acknowledged());
      steps.run("lost", progress -> lost(actors, tally, progress));
      steps.run("twice", _ -> twice(tally));
      steps.run("counts", _ -> counts(actors));
      steps.run("replay", progress -> replay(actors, progress));
    }
  }

  private Step lost(Actors actors, LineTally tally, ProgressLine progress) {
    long last = head(actors).height();
    actors
        .chains()
        .blocks(
            actor,
            0,
            last + 1,
            block -> {
              tally.add(block);
              progress.at(block.height(), last);
              return true;
            });
    return new Step(
        tally.lost() == 0 && tally.altered() == 0,
        "%s lost; all acknowledged blocks are where they were said to be"
            .formatted(TextFormat.count(tally.lost(), "line", "lines")),
        JsonFields.of("lost", tally.lost()).put("altered", tally.altered()));
  }

  private Step twice(LineTally tally) {
    return new Step(
        tally.twice() == 0,
        TextFormat.count(tally.twice(), "line", "lines") + " counted twice",
        JsonFields.of("twice", tally.twice()));
  }

  private Step counts(Actors actors) {
    Map<String, Long> counted = ask(actors);
    Map<String, Long> different = new TreeMap<>(words);
    counted.forEach((word, count) ->
        different.merge(word, count, (ours, theirs) -> ours.equals(theirs) ? null : theirs));
    return new Step(
        counted.equals(words),
        counted.equals(words)
            ? "%s words, each as often as plain Java counts it, such as %s"
                .formatted(TextFormat.count(counted.size()), commonest(counted))
            : "%s words differ, such as %s"
                .formatted(
                    TextFormat.count(different.size()), different.keySet().iterator().next()),
        JsonFields.of("words", counted.size()).put("equal", counted.equals(words)));
  }

  private static String commonest(Map<String, Long> counted) {
    return counted.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(3)
        .map(entry -> "%s (%s)".formatted(entry.getKey(), TextFormat.count(entry.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** What the actor says it counted: lines of a word, a space and its count. */
  private Map<String, Long> ask(Actors actors) {
    String id = Entropy.system().bytes(16).hex();
    Message question =
        new Message(actor, id, Message.Kind.REQUEST, Bytes.utf8("*"), null, null, null);
    Answer answer = Turns.accepted(actor, actors.deliver(question)).answer().await();
    TurnText.requireReturned("the request to", Turns.recorded(actor, id, answer));
    return Optional.ofNullable(answer instanceof Answer.Completed taken ? taken.reply() : null)
        .orElse(Bytes.empty())
        .text()
        .lines()
        .map(line -> line.split(" ", 2))
        .collect(Collectors.toMap(part -> part[0], part -> Long.valueOf(part[1])));
  }

  private Step replay(Actors actors, ProgressLine progress) {
    Head head = head(actors);
    ReplayReport report =
        actors.history().replay(actor, height -> progress.at(height, head.height()));
    Hash last = head.hash();
    boolean equal = report.equal() && last.equals(report.last());
    return new Step(
        equal,
        "%s run again from what was recorded: last hash %s, %s"
            .formatted(
                TextFormat.count(report.blocks(), "block", "blocks"),
                TextFormat.hash(report.last()),
                equal ? "the same" : "not " + TextFormat.hash(last)),
        JsonFields.of("blocks", report.blocks())
            .put("hash", report.last())
            .put("expected", last)
            .put("equal", equal));
  }

  private Head head(Actors actors) {
    return actors.chains().head(actor).orElseThrow(() -> Turns.noSuchActor(actor));
  }
}
