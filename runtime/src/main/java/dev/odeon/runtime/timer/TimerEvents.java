package dev.odeon.runtime.timer;

import dev.odeon.base.Bytes;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events that tell of timers. */
public final class TimerEvents {
  /** The name of the event that a timer fired. */
  public static final String FIRED = "fired";

  static final String SET = "set";
  static final String CANCELLED = "cancelled";

  private static final String NAME = "timer";
  private static final String HEIGHT = "timer-height";
  private static final String INDEX = "timer-index";
  private static final String DUE = "timer-due";

  private TimerEvents() {}

  /** Whether {@code event} tells that a timer fired. */
  public static boolean isFired(Event event) {
    return event.data() instanceof EventData.Timer && event.name().equals(FIRED);
  }

  /**
   * The events that the timers of a manifest are set, all of them.
   *
   * @param height the block that names the manifest
   * @param anchorMillis from when on they count
   */
  public static List<Event> set(List<ManifestTimer> timers, long height, long anchorMillis) {
    List<Event> events = new ArrayList<>(timers.size());
    for (int i = 0; i < timers.size(); i++) {
      events.add(set(timers.get(i), height, i, anchorMillis));
    }
    return events;
  }

  private static Event set(ManifestTimer timer, long height, int index, long anchorMillis) {
    return Event.of(
        SET, new EventData.Timer(timer.name(), height, index, anchorMillis, timer.body()));
  }

  /**
   * The events of what changes when a manifest makes way for one with {@code other} timers. One
   * that stays what it is goes on as it is.
   *
   * @param old the timers of the one before
   * @param waiting those of the actor that wait, for where they were set
   * @param height the block that names the other manifest
   */
  public static List<Event> changed(
      List<ManifestTimer> old,
      List<ManifestTimer> other,
      List<PendingTimer> waiting,
      long height,
      long anchorMillis) {
    List<Event> events = new ArrayList<>();
    for (PendingTimer each : waiting) {
      ManifestTimer was = each.grid() == null ? null : find(old, each.name());
      if (was != null && !other.contains(was)) {
        events.add(
            Event.of(
                CANCELLED,
                new EventData.Timer(each.name(), each.height(), each.index(), null, null)));
      }
    }
    for (int i = 0; i < other.size(); i++) {
      if (!old.contains(other.get(i))) {
        events.add(set(other.get(i), height, i, anchorMillis));
      }
    }
    return events;
  }

  private static @Nullable ManifestTimer find(List<ManifestTimer> timers, String name) {
    for (ManifestTimer each : timers) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** The event that a timer's time ends as a dead letter. */
  public static Event deadLetter(EventData.Timer timer, String export, String reason) {
    return Event.of(
        "dead-letter",
        new EventData.Settlement(
            new MessageId.Outside(
                "timer/%d/%d/%s".formatted(timer.height(), timer.index(), timer.dueMillis())),
            EventData.Lane.NORMAL,
            export,
            timer.body(),
            reason,
            EventMetadata.of(
                Map.of(
                    NAME, timer.timer(),
                    HEIGHT, Long.toString(timer.height()),
                    INDEX, Long.toString(timer.index()),
                    DUE, String.valueOf(timer.dueMillis())))));
  }

  /** The timer that {@code settlement} settles; null if it settles something else. */
  static EventData.@Nullable Timer settled(EventData.Settlement settlement) {
    EventMetadata metadata = settlement.metadata();
    String name = metadata == null ? null : metadata.get(NAME);
    if (metadata == null || name == null) {
      return null;
    }
    try {
      return new EventData.Timer(
          name,
          number(metadata, HEIGHT),
          number(metadata, INDEX),
          number(metadata, DUE),
          Bytes.empty());
    } catch (IllegalArgumentException _) {
      return null; // somebody else's
    }
  }

  private static long number(EventMetadata metadata, String key) {
    return Long.parseLong(String.valueOf(metadata.get(key)));
  }
}
