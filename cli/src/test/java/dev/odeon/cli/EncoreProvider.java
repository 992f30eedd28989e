package dev.odeon.cli;

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
    return new Encore(console);
  }

  @Command(name = "encore", description = "Does what a test asks for.")
  static final class Encore implements Runnable {
    private final Console console;

    @Option(names = "--break")
    private String fault = "";

    Encore(Console console) {
      this.console = console;
    }

    @Override
    public void run() {
      switch (fault) {
        case "failure" -> throw Failure.failed("the curtain\nfell");
        case "bug" -> throw new IllegalStateException("no stage");
        case "error" -> throw new StackOverflowError();
        case "memory" -> throw new OutOfMemoryError("Java heap space");
        default ->
            console.result(
                Fields.of("home", console.home()).put("tenant", console.tenant()), "encore!");
      }
    }
  }
}
