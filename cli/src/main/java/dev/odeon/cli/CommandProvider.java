package dev.odeon.cli;

/**
 * Adds one command to {@code odeon}. Providers are found through {@link java.util.ServiceLoader} on
 * the class path, so a room above this one brings its commands by lying there.
 */
public interface CommandProvider {

  /** The command's name, known without making the command: most starts need only one of them. */
  String name();

  /** Whether the command stands before all others in the help. */
  default boolean first() {
    return false;
  }

  /**
   * The command: an object annotated with picocli's {@code @Command} under that name. It must not
   * declare the options of {@link Console}, which every command has; it reads them there when it
   * runs. It ends with an error by throwing {@link Failure}.
   */
  Object command(Console console);
}
