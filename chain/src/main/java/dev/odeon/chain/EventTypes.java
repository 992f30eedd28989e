package dev.odeon.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The types that an event can be asked for by: its kind; its whole name; what follows a slash or a
 * hash sign in that; and the word for an export that handles something, so that {@code request} is
 * {@code theater:simple/message-server-client#handle-request}.
 */
public final class EventTypes {
  /** How many of the parts of a name count: those at its end. */
  private static final int PARTS_MAX = 4;

  private static final String HANDLES = "handle-";

  private EventTypes() {}

  /** The kind that {@code type} names; empty if it names none. */
  public static Optional<EventKind> kind(String type) {
    return Arrays.stream(EventKind.values()).filter(kind -> kind.toString().equals(type)).findAny();
  }

  /** What an event of that name can be asked for by, beside its kind; the whole name first. */
  public static List<String> names(String name) {
    List<String> names = new ArrayList<>(4);
    names.add(name);
    for (int at = name.length() - 1; at >= 0 && names.size() <= PARTS_MAX; at--) {
      if (name.charAt(at) == '/' || name.charAt(at) == '#') {
        names.add(name.substring(at + 1));
      }
    }
    names.add(shortName(name));
    return names.stream().distinct().toList();
  }

  /** The function alone, without what says that it handles something. */
  public static String shortName(String name) {
    String function = name.substring(name.indexOf('#') + 1);
    return function.startsWith(HANDLES) ? function.substring(HANDLES.length()) : function;
  }

  /** Whether an event is of the kind or the name {@code type}. */
  static boolean is(EncodedEvent event, String type) {
    return is(event.kind(), event.name(), type);
  }

  /** Whether an event of that kind and name is of the kind or the name {@code type}. */
  public static boolean is(EventKind kind, String name, String type) {
    return kind.toString().equals(type) || isNamed(name, type);
  }

  private static boolean isNamed(String name, String type) {
    return name.equals(type) || name.endsWith(type) && names(name).contains(type);
  }
}
