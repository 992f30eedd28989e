package dev.odeon.runtime.timer;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.host.capability.TimerChange;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.PlacedEffect;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a block tells of the timers of its actor, as the derived index keeps it: the prints of actor
 * and tenant, then each change, big-endian. A timer's name is a print, too.
 */
final class TimerChanges {
  /** How the names of the functions begin whose calls set and cancel timers. */
  private static final Bytes FUNCTIONS = Bytes.utf8("odeon:actor/timers#");

  private static final int HEADER = 24;
  private static final int CHANGE_MAX = 57;

  private static final byte SET = 1;
  private static final byte CANCELLED = 2;
  private static final byte FIRED = 3;
  private static final byte OF_MANIFEST = 4;
  private static final byte REMOVED = 5;

  private TimerChanges() {}

  /** Takes the changes of a block, in their order. */
  interface Visitor {
    /** Those that follow are of this actor. */
    void actor(long high, long low, long tenant);

    /** A guest set a timer, with the host call {@code number} of its turn. */
    void set(long name, long dueMillis, int event, int number);

    /** A timer is gone. */
    void cancelled(long name);

    /**
     * The turn of a timer ended.
     *
     * @param closes whether that was the last of this time
     */
    void fired(long name, int number, long dueMillis, boolean closes);

    /** A manifest set its timer {@code number}, whose times count from {@code anchorMillis}. */
    void ofManifest(long name, long anchorMillis, int event, int number, Hash manifest);

    /** All timers of the actor are gone. */
    void removed();
  }

  /** The print of a timer's name. */
  static long print(String name) {
    return Hash.of(Bytes.utf8(name)).a();
  }

  /** A hash of a key. */
  static Hash print(Key key) {
    CborWriter out = new CborWriter(96);
    out.array(3).keyItems(key);
    return Hash.of(out.toBytes());
  }

  /** The print of a tenant. */
  static long tenant(String tenant) {
    return Hash.of(Bytes.utf8(tenant)).a();
  }

  /** What {@code block} tells of timers; null if nothing. */
  static @Nullable Bytes of(Block block, EffectCodec codec) {
    boolean timers = block.has(EventKind.TIMER) || setsOrCancels(block);
    boolean settled = block.has(EventKind.SETTLEMENT);
    boolean removed =
        block.has(EventKind.LIFECYCLE) && block.encodedEvents().getFirst().name().equals("removed");
    if (!timers && !settled && !removed) {
      return null;
    }
    ByteBuffer out = ByteBuffer.allocate(HEADER + CHANGE_MAX * (block.eventCount() + 1));
    Hash actor = print(block.key());
    out.putLong(actor.a()).putLong(actor.b()).putLong(tenant(block.key().tenant()));
    if (removed) {
      out.put(REMOVED);
    }
    for (int i = 0; i < block.eventCount(); i++) {
      EncodedEvent event = block.encodedEvents().get(i);
      if (event.is(EventKind.TIMER)) {
        timer(out, block, i);
      } else if (i == 0 && event.is(EventKind.SETTLEMENT)) {
        settlement(out, block.event(0));
      }
    }
    if (block.has(EventKind.OUTBOX)) {
      for (PlacedEffect<TimerChange> each : codec.of(block).of(TimerChange.class)) {
        change(out, block, each);
      }
    }
    return out.position() == HEADER ? null : Bytes.wrap(out.array(), 0, out.position());
  }

  private static boolean setsOrCancels(Block block) {
    if (block.has(EventKind.OUTBOX)) {
      for (EncodedEvent event : block.encodedEvents()) {
        if (event.is(EventKind.OUTBOX) && event.nameStartsWith(FUNCTIONS)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void timer(ByteBuffer out, Block block, int index) {
    Event event = block.event(index);
    EventData.Timer timer = (EventData.Timer) event.data();
    Long due = timer.dueMillis();
    long name = print(timer.timer());
    switch (event.name()) {
      case TimerEvents.FIRED -> {
        Outcome outcome = block.header().outcome();
        boolean closes = outcome instanceof Outcome.Returned || outcome instanceof Outcome.Rejected;
        fired(out, name, timer.index(), due == null ? 0 : due, closes);
      }
      case TimerEvents.SET -> {
        Hash manifest = manifest(block.event(0));
        if (manifest != null && due != null) {
          out.put(OF_MANIFEST).putLong(name).putLong(due);
          out.putInt(index).putInt(Math.toIntExact(timer.index()));
          manifest.putTo(out);
        }
      }
      default -> out.put(CANCELLED).putLong(name);
    }
  }

  private static @Nullable Hash manifest(Event cause) {
    return switch (cause.data()) {
      case EventData.Spawned spawned -> spawned.manifest();
      case EventData.Upgraded upgraded -> upgraded.manifest();
      default -> null;
    };
  }

  private static void settlement(ByteBuffer out, Event event) {
    EventData.Timer timer = TimerEvents.settled((EventData.Settlement) event.data());
    if (timer != null) {
      Long due = timer.dueMillis();
      fired(out, print(timer.timer()), timer.index(), due == null ? 0 : due, true);
    }
  }

  private static void fired(ByteBuffer out, long name, long number, long due, boolean closes) {
    out.put(FIRED).putLong(name).putInt((int) number).putLong(due).put((byte) (closes ? 1 : 0));
  }

  private static void change(ByteBuffer out, Block block, PlacedEffect<TimerChange> placed) {
    long name = print(placed.effect().name());
    switch (placed.effect()) {
      case TimerChange.Set(_, long due, _) -> {
        EventData.Outbox outbox = (EventData.Outbox) block.event(placed.index()).data();
        out.put(SET).putLong(name).putLong(due);
        out.putInt(placed.index()).putInt(Math.toIntExact(outbox.callIndex()));
      }
      case TimerChange.Cancelled _ -> out.put(CANCELLED).putLong(name);
    }
  }

  /**
   * Gives what {@code changes} tell to {@code visitor}.
   *
   * @throws MalformedException if they are not understood
   */
  static void read(Bytes changes, Visitor visitor) {
    ByteBuffer in = changes.buffer();
    visitor.actor(in.getLong(), in.getLong(), in.getLong());
    while (in.hasRemaining()) {
      byte kind = in.get();
      switch (kind) {
        case SET -> visitor.set(in.getLong(), in.getLong(), in.getInt(), in.getInt());
        case CANCELLED -> visitor.cancelled(in.getLong());
        case FIRED -> visitor.fired(in.getLong(), in.getInt(), in.getLong(), in.get() != 0);
        case OF_MANIFEST ->
            visitor.ofManifest(
                in.getLong(), in.getLong(), in.getInt(), in.getInt(), Hash.ofRaw(in));
        case REMOVED -> visitor.removed();
        default -> throw new MalformedException("a change of timers is of kind " + kind);
      }
    }
  }
}
