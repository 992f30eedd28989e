package dev.odeon.cli.serve;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Signals that come while the process ends already: the JVM alone ignores them then. The JDK's
 * class for this is reached by reflection, since it is not part of Java SE; without it they stay
 * ignored.
 */
final class Signals {
  private Signals() {}

  /** Runs {@code action} when the next SIGTERM or SIGINT comes. */
  static void onEnd(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    case "toString" -> "the handler of a second signal";
                    default -> {
                      action.run();
                      yield null;
                    }
                  });
      for (String name : List.of("TERM", "INT")) {
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
      }
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // This JVM has no such class, or keeps the signals to itself.
      return;
    }
  }
}
