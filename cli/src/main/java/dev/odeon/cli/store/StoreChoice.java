package dev.odeon.cli.store;

import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.store.StoreName;
import picocli.CommandLine.Option;

/** The option that says whose labels a command is about. */
final class StoreChoice {
  @Option(
      names = "--store",
      paramLabel = "NAME",
      description = "Names the store whose labels are used. The default is default.")
  private String id = StoreName.DEFAULT.id();

  /**
   * The store of the command's tenant.
   *
   * @throws Failure if it cannot be one
   */
  StoreName name(Console console) {
    return of(console, id);
  }

  /**
   * The store {@code id} of the command's tenant.
   *
   * @throws Failure if it cannot be one
   */
  static StoreName of(Console console, String id) {
    try {
      return new StoreName(console.tenant(), id);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }
}
