package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Correlation;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.EventTypes;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorEvents;
import dev.odeon.protocol.Events;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what happened to an actor. */
@Command(
    name = "events",
    description = "Prints the events of an actor, or of all of them, block by block.",
    footer = {
      "",
      "Kinds: message, call, domain, state, reply, outbox, timer, lifecycle, child, note,",
      "settlement.",
      "",
      "Examples:",
      "  odeon actor events counter --from 10 --to 20",
      "  odeon actor events counter --last 5 --utc",
      "  odeon actor events counter --type state",
      "  odeon actor events counter --type log --json",
      "  odeon actor events counter --follow --last 0",
      "  odeon actor events --all --since 1h --type lifecycle",
      "  odeon actor events --correlation order-17 --tree"
    })
final class ActorEventsCommand implements Runnable {
  private static final List<String> KINDS =
      Arrays.stream(EventKind.values()).map(EventKind::toString).toList();

  /** How many names an error lists. */
  private static final int NAMES_MAX = 20;

  private final Console console;

  /** The names of the events that were gone through. */
  private final TreeSet<String> seen = new TreeSet<>();

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      description = "Names the actor; with --all, no actor is named.")
  private @Nullable String id;

  @Option(
      names = "--all",
      description = "Prints the events of all actors, in the order of the log.")
  private boolean all;

  @Option(
      names = "--category",
      paramLabel = "C",
      description = "Prints the events of all actors of this category.")
  private @Nullable String category;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with new events as they become durable, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = "--since",
      paramLabel = "T",
      description =
          "Begins with blocks of this time: of so long ago (1h), or a time (2026-01-31T12:00:00Z).")
  private @Nullable String since;

  private @Nullable Long sinceMillis;

  @Option(
      names = "--after",
      paramLabel = "POSITION",
      description = "Begins after this position, which --json prints with each event.")
  private @Nullable String after;

  @Option(
      names = "--from",
      paramLabel = "H",
      description = "Begins with the block of this height. The default is ${DEFAULT-VALUE}.")
  private long from = 0;

  @Option(names = "--to", paramLabel = "H", description = "Ends with the block of this height.")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "Prints only the last N blocks of those that the other options leave.")
  private @Nullable Integer last;

  @Option(
      names = "--type",
      paramLabel = "NAME",
      description = "Prints only events of this kind or of this name.")
  private @Nullable String type;

  @Option(
      names = "--correlation",
      paramLabel = "C",
      description = "Prints only blocks whose message has this correlation, or this id and none.")
  private @Nullable String correlation;

  @Option(
      names = "--tree",
      description = "Prints who caused what, with times and outcomes; it needs --correlation.")
  private boolean tree;

  ActorEventsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    check();
    if (tree) {
      new EventTree(console, Objects.requireNonNull(correlation)).print(this::backend);
    } else if (all || follow || since != null || after != null || category != null) {
      log();
    } else {
      chain(Keys.of(console, Objects.requireNonNull(id)));
    }
  }

  private void check() {
    if (from < 0) {
      throw Failure.usage("--from " + from + " is not a height: blocks are counted from 0");
    }
    if (to < from) {
      throw Failure.usage(
          "--to %d lies before --from %d: no block is asked for".formatted(to, from));
    }
    if (last != null && (last < 0 || last == 0 && !follow)) {
      throw Failure.usage(
          "--last must be 1 or more, not %d%s"
              .formatted(last, last == 0 ? "; 0 needs --follow" : ""));
    }
    if (tree && (correlation == null || id != null || follow || type != null)) {
      throw Failure.usage(
          "--tree shows all of one undertaking: it needs --correlation, and no actor, --type or --follow");
    }
    if (!tree && (id == null) == !(all || category != null)) {
      throw Failure.usage(
          id == null
              ? "name an actor, or ask for those of all with --all"
              : "--all and --category are about all actors: leave out " + id);
    }
    sinceMillis = since == null ? null : SinceTime.millis(since);
    boolean elsewhere = since != null || after != null;
    if (id == null && from > 0 || elsewhere && (from > 0 || last != null)) {
      throw Failure.usage(
          "--from is a height of one actor; --since and --after go with neither --from nor --last");
    }
    if (to != Long.MAX_VALUE && (id == null || follow || elsewhere)) {
      throw Failure.usage("--to ends with a block of one actor: leave out --to, or the others");
    }
  }

  private Backend backend() {
    return follow ? Backend.following(console) : Backend.reading(console);
  }

  /** The blocks of one actor, by height. */
  private void chain(Key named) {
    try (Backend backend = Backend.reading(console)) {
      Key key = ActorChoice.key(console, backend, named);
      Rows rows = new Rows();
      ActorEvents.Result given =
          ActorChoice.asking(
              console,
              backend,
              key,
              () -> backend.stream(request(key), item -> rows.add(rows(block(item)))));
      if (rows.isEmpty() && given.blocks() == 0) {
        console.note(
            "%s has no block from height %s on".formatted(key.text(), TextFormat.count(from)));
        return;
      }
      rows.end(key);
    }
  }

  /** Blocks in the order of the log, and those to come. */
  private void log() {
    Key named = id == null ? null : Keys.of(console, id);
    try (Backend backend = backend()) {
      Key key = named == null ? null : ActorChoice.key(console, backend, named);
      Events request =
          new Events(
              new Events.Filter(
                  key == null ? null : key.text(),
                  category,
                  type == null ? List.of() : List.of(type),
                  correlation),
              new Events.Start(
                  after,
                  sinceMillis,
                  from == 0 ? null : from,
                  last == null ? null : last.longValue()),
              true,
              follow);
      EventTable table = new EventTable(console, true);
      Supplier<Events.Result> asked = () -> backend.stream(request, table::add);
      Events.Result _ =
          key == null ? asked.get() : ActorChoice.asking(console, backend, key, asked);
      table.show();
      if (table.isEmpty()) {
        console.note("no event of these blocks is what was asked for");
      }
    }
  }

  /** Where nothing is left out, the last blocks alone are read. */
  private ActorEvents request(Key key) {
    Long end = to == Long.MAX_VALUE ? null : to;
    boolean all = type == null && correlation == null;
    return new ActorEvents(
        key.text(), from, end, true, last == null || !all ? null : last.longValue());
  }

  /** The rows that are not shown yet, by block. */
  private final class Rows {
    private final Deque<List<EventTable.Row>> blocks = new ArrayDeque<>();
    private final EventTable table = new EventTable(console, false);
    private int count;

    void add(List<EventTable.Row> block) {
      if (block.isEmpty()) {
        return;
      }
      blocks.add(block);
      count += block.size();
      if (last == null && count >= EventTable.ROWS) {
        show();
      } else if (last != null && blocks.size() > last) {
        count -= blocks.remove().size();
      }
    }

    void end(Key key) {
      if (isEmpty()) {
        checkThatThereMayBeNone(key);
      }
      show();
    }

    boolean isEmpty() {
      return count == 0 && table.isEmpty();
    }

    private void show() {
      table.show(blocks.stream().flatMap(List::stream).toList());
      blocks.clear();
      count = 0;
    }
  }

  private static Block block(ActorEvents.Item item) {
    return Block.ofEncoded(
        Objects.requireNonNull(item.header()),
        Objects.requireNonNull(item.encodedEvents()).stream().map(EncodedEvent::new).toList());
  }

  /** A misspelt name would otherwise look like an answer. */
  private void checkThatThereMayBeNone(Key key) {
    String name = type;
    if (name != null && !KINDS.contains(name)) {
      throw Failure.failed(
          "no event of %s in these blocks is of the kind or name %s; kinds are %s; %s"
              .formatted(
                  key.text(),
                  TextFormat.brief(name, 120),
                  String.join(", ", KINDS),
                  seen.isEmpty() ? "no name was seen" : "names are " + String.join(", ", seen)));
    }
    if (name != null || correlation != null) {
      console.note(
          "no event of %s in these blocks is of %s"
              .formatted(
                  key.text(), name == null ? "correlation " + correlation : "the kind " + name));
    }
  }

  private List<EventTable.Row> rows(Block block) {
    List<Event> events = block.events();
    List<EventTable.Row> rows = new ArrayList<>();
    String id = correlation;
    if (id == null || Correlation.of(block).contains(id)) {
      for (int i = 0; i < events.size(); i++) {
        if (wanted(events.get(i))) {
          rows.add(new EventTable.Row(block, i, -1));
        }
      }
    }
    return rows;
  }

  private boolean wanted(Event event) {
    String name = type;
    if (name != null && !event.name().isEmpty() && seen.size() < NAMES_MAX) {
      seen.add(event.name());
    }
    return name == null || EventTypes.is(event.kind(), event.name(), name);
  }
}
