package dev.odeon.cli;

import dev.odeon.protocol.JsonFields;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings a command named {@code encore}, through the class path of the tests. */
public final class EncoreProvider implements CommandProvider {

  @Override
  public String name() {
    return "encore";
  }

  @Override
  public Object command(Console console) {
    return new EncoreCommand(console);
  }

  @Command(name = "encore", description = "Does what a test asks for.")
  static final class EncoreCommand implements Runnable {
    private final Console console;

    @Option(names = "--break")
    private String fault = "";

    @Option(names = "--ask")
    private int times = -1;

    EncoreCommand(Console console) {
      this.console = console;
    }

    @Override
    public void run() {
      if (times >= 0) {
        ask();
        return;
      }
      switch (fault) {
        case "failure" -> throw Failure.failed("the curtain\nfell");
        case "bug" -> throw new IllegalStateException("no stage");
        case "error" -> throw new StackOverflowError();
        case "memory" -> throw new OutOfMemoryError("Java heap space");
        default ->
            console.result(
                JsonFields.of("home", console.home()).put("tenant", console.tenant()), "encore!");
      }
    }

    private void ask() {
      try (Backend backend = Backend.open(console)) {
        Encore.Result result =
            backend.stream(new Encore("more", times), item -> console.say(item.bow()));
        console.result(Encore.OPERATION, result, "again " + result.tenant());
      }
    }
  }
}
