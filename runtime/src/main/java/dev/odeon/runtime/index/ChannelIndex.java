package dev.odeon.runtime.index;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.EventKind;
import dev.odeon.host.capability.ChannelId;
import dev.odeon.host.capability.ChannelView.Status;
import dev.odeon.log.EntryIndex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the durable blocks of each actor say of its channels: the print of actor and channel, and
 * that of the actor alone, lead to what became of them.
 */
public final class ChannelIndex implements BlockIndex {
  /** How many actors' open channels are kept in memory. */
  private static final int RECENT_MAX = 256;

  private final EntryIndex entries = EntryIndex.keepingAll();

  /** What {@link #open} found last, so that it reads only what came since; guarded by itself. */
  private final Map<Key, OpenChannels> recent =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, OpenChannels> eldest) {
          return size() > RECENT_MAX;
        }
      };

  /** What the chain of {@code actor} says of {@code channel}. */
  public Status status(Key actor, ChannelId channel) {
    String text = channel.text();
    Status found =
        entries.newest(
            print(actor, text),
            (_, payload) -> {
              Change change = Change.decode(payload);
              return change.actor.equals(actor) && change.channel.equals(text)
                  ? change.status
                  : null;
            });
    return found == null ? Status.UNKNOWN : found;
  }

  /** The channels that the chain of {@code actor} leaves open. */
  public OpenChannels open(Key actor) {
    OpenChannels before;
    synchronized (recent) {
      before = recent.getOrDefault(actor, OpenChannels.UNREAD);
    }
    // What is read twice says the same again.
    Map<String, Long> opened = new LinkedHashMap<>(before.opened());
    AtomicLong read = new AtomicLong(before.read());
    entries.oldest(
        print(actor, null),
        before.read(),
        (_, sequence, payload) -> {
          Change change = Change.decode(payload);
          if (change.actor.equals(actor)) {
            read.set(sequence);
            if (change.status == Status.OPEN) {
              opened.putIfAbsent(change.channel, sequence);
            } else {
              opened.remove(change.channel);
            }
          }
          return true;
        });
    // Of the newest block, not all may have been there when it was read before.
    if (read.get() == before.read() && opened.equals(before.opened())) {
      return before;
    }
    OpenChannels now = new OpenChannels(read.get(), opened);
    synchronized (recent) {
      recent.merge(actor, now, (old, mine) -> old.read() > mine.read() ? old : mine);
    }
    return now;
  }

  /** What became of a channel of an actor. */
  private record Change(Key actor, String channel, Status status) {
    Bytes encoded() {
      return new CborWriter(96).array(5).keyItems(actor).text(channel).uint(code(status)).toBytes();
    }

    static Change decode(Bytes payload) {
      CborReader in = new CborReader(payload);
      in.array(5);
      Key actor = new Key(in.text(), in.text(), in.text());
      return new Change(actor, in.text(), status(in.uint(3)));
    }

    private static int code(Status status) {
      return switch (status) {
        case UNKNOWN -> 0;
        case OPEN -> 1;
        case LOST -> 2;
        case CLOSED -> 3;
      };
    }

    private static Status status(int code) {
      return switch (code) {
        case 1 -> Status.OPEN;
        case 2 -> Status.LOST;
        case 3 -> Status.CLOSED;
        default -> Status.UNKNOWN;
      };
    }
  }

  @Override
  public String name() {
    return "channels";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    if (!mayConcern(block)) {
      return;
    }
    ChannelChanges.of(block)
        .forEach((channel, status) -> {
          Bytes payload = new Change(block.key(), channel, status).encoded();
          sink.put(print(block.key(), channel), sequence, payload);
          sink.put(print(block.key(), null), sequence, payload);
        });
  }

  /** Whether {@code block} may say something of channels: nearly none does. */
  public static boolean mayConcern(Block block) {
    EncodedEvent first = block.encodedEvents().getFirst();
    if (first.is(EventKind.SETTLEMENT)
        || first.is(EventKind.MESSAGE) && ChannelChanges.isCause(first.name())) {
      return true;
    }
    if (!block.has(EventKind.CALL) && !block.has(EventKind.OUTBOX)) {
      return false;
    }
    for (EncodedEvent event : block.encodedEvents()) {
      if ((event.is(EventKind.CALL) || event.is(EventKind.OUTBOX))
          && ChannelChanges.isCall(event.name())) {
        return true;
      }
    }
    return false;
  }

  private static long print(Key actor, @Nullable String channel) {
    CborWriter out = new CborWriter(192);
    out.array(4).keyItems(actor).textOrNull(channel);
    return Hash.of(out.toBytes()).a();
  }
}
