package dev.odeon.cli.store;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentReferences;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.StoreDescribe;
import dev.odeon.store.StoreName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sets the media type of stored content. */
@Command(
    name = "describe",
    description = "Sets the media type of stored content. The hash does not change.")
final class StoreDescribeCommand implements Runnable {
  private final Console console;

  @Parameters(index = "0", paramLabel = "REF", description = "Names the content.")
  private String reference = "";

  @Parameters(
      index = "1",
      paramLabel = "T",
      description = "Gives the media type, such as text/plain.")
  private String mediaType = "";

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreDescribeCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ContentReferences.Named named = ContentReferences.of(console, reference);
    StoreName name = choice.name(console);
    MediaTypes.require(mediaType);
    try (Backend backend = Backend.existing(console)) {
      StoreDescribe.Result described =
          named.asked(
              console,
              backend,
              name,
              ref -> backend.ask(new StoreDescribe(ref, mediaType, name.id())));
      console.result(
          StoreDescribe.OPERATION,
          described,
          "%s is %s".formatted(TextFormat.digits(described.hash()), mediaType));
    }
  }
}
