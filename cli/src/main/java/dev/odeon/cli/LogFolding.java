package dev.odeon.cli;

import dev.odeon.base.Clock;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a log short that says the same again and again: of one place in the code, a line is written
 * once in {@link #WINDOW_NANOS}, and at most {@link #LINES_MAX} different ones are; about one actor
 * or plug-in, one line is, whatever it says. What was left out is counted, and told by one line
 * when the time is over.
 */
final class LogFolding {
  /** How long a line stays folded. */
  static final long WINDOW_NANOS = 10_000_000_000L;

  /** How many different lines one place writes in that time. */
  static final int LINES_MAX = 50;

  /** So many subjects of one event have a place of their own; the others share one. */
  static final int SUBJECTS_MAX = 50;

  /** So many places are remembered; the oldest is forgotten. */
  private static final int PLACES_MAX = 256;

  private final Clock clock;
  // Guarded by this.
  private final LinkedHashMap<Place, Window> windows = new LinkedHashMap<>();

  LogFolding(Clock clock) {
    this.clock = clock;
  }

  /**
   * Where events come from.
   *
   * @param room the logger's name
   * @param message the event's text without its values
   * @param subject the actor or plug-in that the event is about, which has its lines folded alone:
   *     {@code actor=visits}; empty for none
   */
  record Place(String room, Level level, String message, String subject) {
    private Place ofAll() {
      return new Place(room, level, message, "");
    }
  }

  /**
   * Lines that were left out.
   *
   * @param count how many
   */
  record Folded(Place place, long count) {}

  /** What becomes of a line. */
  enum Verdict {
    WRITE,
    /** It is left out. */
    FOLD,
    /** It is left out, as the first of its place since that was last told. */
    FOLD_FIRST
  }

  private static final class Window {
    private final long begun;
    private final Set<String> lines = new HashSet<>();
    private long folded;

    private Window(long begun) {
      this.begun = begun;
    }
  }

  /** What becomes of {@code line}, without its time, of {@code place}. */
  Verdict verdict(Place place, String line) {
    long now = clock.nanos();
    synchronized (this) {
      Place own = hasRoom(place) ? place : place.ofAll();
      int most = own.subject().isEmpty() ? LINES_MAX : 1;
      Window window = windows.computeIfAbsent(own, _ -> new Window(now));
      if (windows.size() > PLACES_MAX) {
        var _ = windows.pollFirstEntry();
      }
      if (window.lines.size() < most && window.lines.add(line)) {
        return Verdict.WRITE;
      }
      return window.folded++ == 0 ? Verdict.FOLD_FIRST : Verdict.FOLD;
    }
  }

  /** Whether the place has, or may get, a window of its own. Guarded by this. */
  private boolean hasRoom(Place place) {
    if (place.subject().isEmpty() || windows.containsKey(place)) {
      return true;
    }
    Place all = place.ofAll();
    return windows.keySet().stream()
            .filter(each -> !each.subject().isEmpty() && each.ofAll().equals(all))
            .count()
        < SUBJECTS_MAX;
  }

  /** What was left out of places whose time is over; they begin afresh. */
  List<Folded> over() {
    long now = clock.nanos();
    List<Folded> over = new ArrayList<>(0);
    synchronized (this) {
      for (Iterator<Map.Entry<Place, Window>> all = windows.entrySet().iterator();
          all.hasNext(); ) {
        Map.Entry<Place, Window> next = all.next();
        if (now - next.getValue().begun >= WINDOW_NANOS) {
          all.remove();
          if (next.getValue().folded > 0) {
            over.add(new Folded(next.getKey(), next.getValue().folded));
          }
        }
      }
    }
    return over;
  }
}
