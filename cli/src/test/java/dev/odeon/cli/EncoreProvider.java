package dev.odeon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Brings a command named {@code encore} that exits with 7, through the class path of the tests. */
public final class EncoreProvider implements CommandProvider {

  @Override
  public String name() {
    return "encore";
  }

  @Override
  public Object command() {
    return new Encore();
  }

  @Command(name = "encore")
  static final class Encore implements Callable<Integer> {
    @Override
    public Integer call() {
      return 7;
    }
  }
}
