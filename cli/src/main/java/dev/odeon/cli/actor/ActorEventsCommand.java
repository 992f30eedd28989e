package dev.odeon.cli.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ActorEvents;
import dev.odeon.protocol.JsonFields;
import dev.odeon.service.EventFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what happened to an actor. */
@Command(
    name = "events",
    description = "Prints an actor's events, block by block.",
    footer = {
      "",
      "Kinds: message, call, domain, state, reply, outbox, timer, lifecycle, child, note.",
      "",
      "Examples:",
      "  odeon actor events counter --from 10 --to 20",
      "  odeon actor events counter --type state",
      "  odeon actor events counter --type theater:simple/runtime#log --json"
    })
final class ActorEventsCommand implements Runnable {
  /** As many rows are aligned with each other; what was read is shown before all is. */
  private static final int ROWS = 500;

  private static final List<String> KINDS =
      Arrays.stream(EventKind.values()).map(EventKind::toString).toList();

  /** How many names an error lists. */
  private static final int NAMES_MAX = 20;

  private final Console console;

  /** The names of the events that were gone through. */
  private final TreeSet<String> seen = new TreeSet<>();

  @Parameters(paramLabel = "ID", description = "The actor.")
  private String id = "";

  @Option(
      names = "--from",
      paramLabel = "H",
      description = "From the block of this height. Default: ${DEFAULT-VALUE}.")
  private long from = 0;

  @Option(
      names = "--to",
      paramLabel = "H",
      description = "Up to and including the block of this height.")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--type",
      paramLabel = "NAME",
      description = "Only events of this kind or of this name.")
  private @Nullable String type;

  @Option(
      names = "--correlation",
      paramLabel = "C",
      description = "Only blocks whose message has this correlation id.")
  private @Nullable String correlation;

  ActorEventsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    if (from < 0) {
      throw Failure.usage("--from " + from + " is not a height: blocks are counted from 0");
    }
    if (to < from) {
      throw Failure.usage(
          "--to %d lies before --from %d: no block is asked for".formatted(to, from));
    }
    Key key = Keys.of(console, id);
    List<Row> rows = new ArrayList<>();
    boolean[] headed = new boolean[1];
    Consumer<Block> taker =
        block -> {
          rows.addAll(rows(block));
          if (rows.size() >= ROWS) {
            headed[0] = show(rows, headed[0]);
          }
        };
    Long last = to == Long.MAX_VALUE ? null : to;
    try (Backend backend = Backend.reading(console)) {
      ActorEvents.Result _ =
          backend.stream(
              new ActorEvents(key.text(), from, last, true), item -> taker.accept(block(item)));
    }
    boolean none = rows.isEmpty() && !headed[0];
    if (none) {
      checkThatThereMayBeNone(key);
    }
    show(rows, headed[0]);
  }

  private static Block block(ActorEvents.Item item) {
    return Block.ofEncoded(
        Objects.requireNonNull(item.header()), Objects.requireNonNull(item.encodedEvents()));
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

  /** One event and where it stands. */
  private record Row(Block block, int index, Event event) {}

  private List<Row> rows(Block block) {
    List<Event> events = block.events();
    List<Row> rows = new ArrayList<>();
    if (correlated(events)) {
      for (int i = 0; i < events.size(); i++) {
        if (wanted(events.get(i))) {
          rows.add(new Row(block, i, events.get(i)));
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
    return name == null
        || event.name().equals(name)
        || shortName(event.name()).equals(name)
        || event.kind().toString().equals(name);
  }

  private boolean correlated(List<Event> events) {
    String id = correlation;
    return id == null
        || events.stream()
            .anyMatch(event ->
                event.data() instanceof EventData.Message message
                    && id.equals(message.correlation()));
  }

  private boolean show(List<Row> rows, boolean headed) {
    Table table = headed ? Table.of() : Table.of("BLOCK", "#", "KIND", "NAME", "WHAT");
    for (Row row : rows) {
      table.row(
          row.block().height(),
          row.index(),
          row.event().kind(),
          shortName(row.event().name()),
          row.index() == 0 ? cause(row) : EventText.brief(row.event()));
    }
    console.results(rows.stream().map(ActorEventsCommand::fields).toList(), table);
    rows.clear();
    return true;
  }

  /** The first event of a block also tells how the turn ended, if not as hoped. */
  private static String cause(Row row) {
    String brief = EventText.brief(row.event());
    Outcome outcome = row.block().header().outcome();
    return outcome.equals(Outcome.RETURNED)
        ? brief
        : brief + "  " + TextFormat.brief(outcome.text(), 120);
  }

  /** Without the package that all interfaces of guests share. */
  private static String shortName(String name) {
    return name.replaceFirst("^theater:simple/", "");
  }

  private static JsonFields fields(Row row) {
    BlockHeader header = row.block().header();
    return JsonFields.of("height", row.block().height())
        .put("index", row.index())
        .put("time_ms", header.timeMillis())
        .put("turn", EventFields.of(header.outcome()).put("fuel", header.fuel()))
        .putAll(EventFields.of(row.event()))
        .put("block", row.block().hash());
  }
}
