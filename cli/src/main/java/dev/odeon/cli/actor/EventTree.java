package dev.odeon.cli.actor;

import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventPosition;
import dev.odeon.chain.EventTypes;
import dev.odeon.chain.MessageId;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.Events;
import dev.odeon.protocol.FieldKind;
import dev.odeon.protocol.JsonFields;
import dev.odeon.service.EventFields;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who caused what in one undertaking: the messages of one correlation as a tree, each below the
 * turn that sent it, with times and outcomes.
 */
final class EventTree {
  private static final int NODES_MAX = 100_000;

  /** Deeper ones are not moved farther to the right. */
  private static final int INDENT_MAX = 24;

  private final Console console;
  private final String correlation;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Node> byTurn = new HashMap<>();
  private final Map<String, Node> byId = new HashMap<>();

  EventTree(Console console, String correlation) {
    this.console = console;
    this.correlation = correlation;
  }

  /** A message that an actor took, or that was settled, and what it led to. */
  private static final class Node {
    final Block block;
    final EventPosition position;
    final List<Node> children = new ArrayList<>();
    @Nullable Node parent;

    Node(Block block, EventPosition position) {
      this.block = block;
      this.position = position;
    }

    Event event() {
      return block.event(position.index());
    }

    @Nullable MessageId id() {
      return switch (event().data()) {
        case EventData.Message message -> message.id();
        case EventData.Settlement settlement -> settlement.id();
        default -> null;
      };
    }

    /** What led to it, in words; null if nothing is known to have. */
    @Nullable String cause() {
      if (event().data() instanceof EventData.Message message && message.causation() != null) {
        return message.causation();
      }
      return id() instanceof MessageId.Sent sent
          ? "block %d of %s".formatted(sent.height(), sent.sender().text())
          : null;
    }
  }

  /** Reads the undertaking and prints it. */
  void print(Supplier<Backend> reading) {
    Events request =
        new Events(
            new Events.Filter(null, null, List.of("message", "settlement"), correlation),
            Events.Start.BEGINNING,
            true,
            false);
    try (Backend backend = reading.get()) {
      Events.Result _ = backend.stream(request, this::add);
    }
    if (nodes.isEmpty()) {
      console.note("no message has the correlation " + TextFormat.brief(correlation, 120));
      return;
    }
    nodes.forEach(this::place);
    show();
  }

  private void add(Events.Item item) {
    Block block = EventTable.block(item);
    for (long index : item.indices()) {
      if (nodes.size() == NODES_MAX) {
        throw Failure.failed(
            "more than %,d messages have this correlation: read them with --all --correlation"
                .formatted(NODES_MAX));
      }
      EventPosition position =
          new EventPosition(EventPosition.parse(item.position()).sequence(), (int) index);
      Node node = new Node(block, position);
      nodes.add(node);
      if (node.event().data() instanceof EventData.Message) {
        byTurn.putIfAbsent(turn(block.key().toString(), block.height()), node);
        MessageId id = node.id();
        if (id != null) {
          byId.putIfAbsent(id.toString(), node);
        }
      }
    }
  }

  private static String turn(String key, long height) {
    return key + "/" + height;
  }

  /** Hangs a node below what caused it, unless that is not there, or came later. */
  private void place(Node node) {
    Node parent = null;
    if (node.id() instanceof MessageId.Sent(var sender, long height, _)) {
      parent = byTurn.get(turn(sender.toString(), height));
    } else if (node.event().data() instanceof EventData.Settlement && node.id() != null) {
      parent = byId.get(node.id().toString());
    } else if (node.event().data() instanceof EventData.Message message
        && message.causation() != null) {
      parent = byId.get(message.causation());
    }
    // Whoever sends may name any cause: one that came later, or itself, is none.
    if (parent != null && parent.position.compareTo(node.position) < 0) {
      node.parent = parent;
      parent.children.add(node);
    }
  }

  /** A node that is to be shown, and how far down it is. */
  private record Placed(Node node, int depth) {}

  private void show() {
    Table table = Table.of("TIME", "AFTER", "ACTOR", "BLOCK", "NAME", "OUTCOME", "WHAT");
    List<JsonFields> fields = new ArrayList<>();
    long begun = nodes.getFirst().block.header().timeMillis();
    Deque<Placed> left = new ArrayDeque<>();
    nodes.stream()
        .filter(node -> node.parent == null)
        .forEach(root -> left.add(new Placed(root, 0)));
    while (!left.isEmpty()) {
      Placed next = left.remove();
      next.node.children.reversed().forEach(child -> left.push(new Placed(child, next.depth + 1)));
      table.row(cells(next, begun));
      fields.add(fields(next));
    }
    console.results(fields, table);
  }

  private Object[] cells(Placed placed, long begun) {
    Node node = placed.node;
    long millis = node.block.header().timeMillis();
    String cause = node.cause();
    String indent = "  ".repeat(Math.min(placed.depth, INDENT_MAX));
    return new Object[] {
      console.time(Instant.ofEpochMilli(millis)),
      "+" + (millis - begun) + " ms",
      indent + node.block.key().text(),
      node.block.height(),
      EventTypes.shortName(node.event().name()),
      TextFormat.brief(node.block.header().outcome().text(), 60),
      EventText.brief(node.event())
          + (node.parent == null && cause != null
              ? "  caused by " + cause + ", which is not here"
              : "")
    };
  }

  private static JsonFields fields(Placed placed) {
    Node node = placed.node;
    Node parent = node.parent;
    return JsonFields.of("position", node.position.toString())
        .put("depth", placed.depth)
        .put("parent", parent == null ? null : parent.position.toString())
        .put("cause", node.cause())
        .put("actor", node.block.key().text())
        .put("height", node.block.height())
        .put("time", FieldKind.time(node.block.header().timeMillis()))
        .put(
            "turn",
            EventFields.of(node.block.header().outcome()).put("fuel", node.block.header().fuel()))
        .putAll(EventFields.of(node.event()))
        .put("block", node.block.hash());
  }
}
