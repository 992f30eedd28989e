package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.host.Contract;
import dev.odeon.host.capability.ChannelId;
import dev.odeon.host.capability.ChannelView;
import dev.odeon.host.capability.MessageCapability;
import dev.odeon.runtime.OpenChannel;
import dev.odeon.runtime.index.ChannelChanges;
import dev.odeon.runtime.index.ChannelIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * The channels of all actors: what their durable blocks say, and over that the turns in flight.
 * Guest threads and the committer use it; guarded by its own monitor, which is never held over a
 * read of the disk.
 */
final class Channels implements ChannelView {
  private final ChannelIndex index;
  private final int openMax;

  /** What turns in flight changed, by actor and height. */
  private final Map<Key, NavigableMap<Long, Map<String, Status>>> inFlight = new HashMap<>();

  Channels(ChannelIndex index, int openMax) {
    this.index = index;
    this.openMax = openMax;
  }

  /** A turn goes to the disk. */
  void staged(Block block) {
    if (ChannelIndex.mayConcern(block)) {
      Map<String, Status> changes = ChannelChanges.of(block);
      if (!changes.isEmpty()) {
        synchronized (this) {
          inFlight.computeIfAbsent(block.key(), _ -> new TreeMap<>()).put(block.height(), changes);
        }
      }
    }
  }

  /** A turn is in flight no longer: the index knows it, or it never was. */
  synchronized void landed(Key actor, long height) {
    inFlight.computeIfPresent(
        actor,
        (_, turns) -> {
          turns.remove(height);
          return turns.isEmpty() ? null : turns;
        });
  }

  @Override
  public Status status(Key actor, ChannelId channel) {
    // In this order: what is in flight no more is in the index.
    synchronized (this) {
      NavigableMap<Long, Map<String, Status>> turns = inFlight.get(actor);
      if (turns != null) {
        for (Map<String, Status> changes : turns.descendingMap().values()) {
          Status status = changes.get(channel.text());
          if (status != null) {
            return status;
          }
        }
      }
    }
    return index.status(actor, channel);
  }

  @Override
  public Set<String> open(Key actor) {
    Map<String, Status> changes = new LinkedHashMap<>();
    synchronized (this) {
      NavigableMap<Long, Map<String, Status>> turns = inFlight.get(actor);
      if (turns != null) {
        turns.values().forEach(changes::putAll);
      }
    }
    Set<String> durable = index.open(actor).opened().keySet();
    if (changes.isEmpty()) {
      return durable;
    }
    Set<String> open = new LinkedHashSet<>(durable);
    changes.forEach((channel, status) -> {
      if (status == Status.OPEN) {
        open.add(channel);
      } else {
        open.remove(channel);
      }
    });
    return open;
  }

  @Override
  public int openMax() {
    return openMax;
  }

  /** The channels that {@code actor} has open as far as its blocks are durable, oldest first. */
  List<OpenChannel> of(Key actor, LongFunction<Block> blockAt) {
    List<OpenChannel> all = new ArrayList<>();
    index
        .open(actor)
        .opened()
        .forEach((text, sequence) -> {
          ChannelId channel = ChannelId.parse(actor.tenant(), text);
          Key other = channel == null ? null : channel.other(actor);
          if (channel != null && other != null) {
            Block block = blockAt.apply(sequence);
            all.add(
                new OpenChannel(
                    text, other, channel.opener(), block.height(), block.header().timeMillis()));
          }
        });
    return all;
  }

  /** Why a message on a channel is closed as a dead letter; null if it is taken. */
  @org.jspecify.annotations.Nullable
  String refusal(SentMessage sent) {
    String text = sent.channel();
    ChannelId channel = text == null ? null : ChannelId.parse(sent.to().tenant(), text);
    if (channel == null) {
      return null;
    }
    return switch (status(sent.to(), channel)) {
      case OPEN -> null;
      case LOST -> sent.export().equals(Contract.HANDLE_CHANNEL_CLOSE) ? null : "closed channel";
      case CLOSED -> "closed channel";
      case UNKNOWN -> "unknown channel";
    };
  }

  /**
   * What goes with the dead letter that {@code sent} becomes: the other end is told that there is
   * no such channel, if it may believe so.
   */
  List<Event> answer(SentMessage sent) {
    String text = sent.channel();
    ChannelId channel = text == null ? null : ChannelId.parse(sent.to().tenant(), text);
    return channel != null
            && sent.export().equals(Contract.HANDLE_CHANNEL_MESSAGE)
            && status(sent.to(), channel) == Status.UNKNOWN
        ? List.of(close(channel, 0, false))
        : List.of();
  }

  /**
   * What goes with the event that {@code sent} is undeliverable: its sender is told that the other
   * end is gone, once.
   */
  List<Event> lost(SentMessage sent) {
    Key sender = sent.messageId().sender();
    String text = sent.channel();
    ChannelId channel = text == null ? null : ChannelId.parse(sender.tenant(), text);
    return channel != null && status(sender, channel) == Status.OPEN
        ? List.of(close(channel, 0, true))
        : List.of();
  }

  /** What closes all channels of {@code actor}, which ends. */
  List<Event> closeAll(Key actor) {
    List<Event> events = new ArrayList<>();
    for (String text : open(actor)) {
      ChannelId channel = ChannelId.parse(actor.tenant(), text);
      if (channel != null) {
        events.add(close(channel, events.size(), false));
      }
    }
    return events;
  }

  private static Event close(ChannelId channel, int index, boolean lost) {
    return Event.of(
        MessageCapability.CLOSE_CHANNEL_NAME,
        new EventData.Outbox(
            index, MessageCapability.closing(channel), MessageCapability.closeReply(lost)));
  }
}
