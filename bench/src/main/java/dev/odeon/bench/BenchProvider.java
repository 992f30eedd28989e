package dev.odeon.bench;

import dev.odeon.cli.CommandProvider;
import dev.odeon.cli.Console;

/** Brings {@code odeon bench}. */
public final class BenchProvider implements CommandProvider {
  @Override
  public String name() {
    return "bench";
  }

  @Override
  public Object command(Console console) {
    return new BenchCommand(console);
  }
}
