package dev.odeon.cli.actor;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventTypes;
import dev.odeon.cli.Console;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.Events;
import dev.odeon.protocol.FieldKind;
import dev.odeon.protocol.JsonFields;
import dev.odeon.service.EventFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Prints events, some rows at a time: what was read is shown before all is. */
final class EventTable {
  /** So many rows are aligned with each other. */
  static final int ROWS = 500;

  private final Console console;
  private final boolean placed;
  private final List<Row> waiting = new ArrayList<>();
  private boolean headed;

  /**
   * @param placed whether a row tells its position and its actor
   */
  EventTable(Console console, boolean placed) {
    this.console = console;
    this.placed = placed;
  }

  /**
   * An event and where it stands.
   *
   * @param index its index in the block
   * @param sequence the block's place among all of the home; -1 if that is not known
   */
  record Row(Block block, int index, long sequence) {
    Event event() {
      return block.event(index);
    }
  }

  /** Whether nothing was shown. */
  boolean isEmpty() {
    return !headed;
  }

  /** Adds the events of a block that were asked for, and shows them if no more are there. */
  void add(Events.Item item) {
    Block block = block(item);
    long sequence = EventPosition.parse(item.position()).sequence();
    item.indices().forEach(index -> waiting.add(new Row(block, index.intValue(), sequence)));
    if (item.caughtUp() || waiting.size() >= ROWS) {
      show();
    }
  }

  /** Shows what was added. */
  void show() {
    List<Row> rows = List.copyOf(waiting);
    waiting.clear();
    if (!rows.isEmpty()) {
      show(rows);
    }
  }

  /** Shows rows; the first time a heading, too. */
  void show(List<Row> rows) {
    Table table = headed ? Table.of() : Table.of(headings());
    headed |= !rows.isEmpty();
    for (Row row : rows) {
      table.row(cells(row));
    }
    console.results(rows.stream().map(this::fields).toList(), table);
  }

  private String[] headings() {
    return placed
        ? new String[] {"POSITION", "TIME", "ACTOR", "BLOCK", "KIND", "NAME", "WHAT"}
        : new String[] {"BLOCK", "TIME", "#", "KIND", "NAME", "WHAT"};
  }

  private Object[] cells(Row row) {
    Block block = row.block();
    Event event = row.event();
    String time = console.time(Instant.ofEpochMilli(block.header().timeMillis()));
    String name = EventTypes.shortName(event.name());
    String what = row.index() == 0 ? cause(row) : EventText.brief(event);
    return placed
        ? new Object[] {
          position(row), time, block.key().text(), block.height(), event.kind(), name, what
        }
        : new Object[] {block.height(), time, row.index(), event.kind(), name, what};
  }

  /** The first event of a block also tells how the turn ended, if not as hoped. */
  private static String cause(Row row) {
    String brief = EventText.brief(row.event());
    Outcome outcome = row.block().header().outcome();
    return outcome.equals(Outcome.RETURNED)
        ? brief
        : brief + "  " + TextFormat.brief(outcome.text(), 120);
  }

  private static String position(Row row) {
    return row.sequence() + "." + row.index();
  }

  private JsonFields fields(Row row) {
    BlockHeader header = row.block().header();
    JsonFields fields = JsonFields.of("height", row.block().height()).put("index", row.index());
    if (placed) {
      fields.put("position", position(row)).put("actor", row.block().key().text());
    }
    return fields
        .put("time", FieldKind.time(header.timeMillis()))
        .put("turn", EventFields.of(header.outcome()).put("fuel", header.fuel()))
        .putAll(EventFields.of(row.event()))
        .put("block", row.block().hash());
  }

  /** The block of an item that has its bytes. */
  static Block block(Events.Item item) {
    return Block.ofEncoded(
        Objects.requireNonNull(item.header()),
        Objects.requireNonNull(item.encodedEvents()).stream().map(EncodedEvent::new).toList());
  }
}
