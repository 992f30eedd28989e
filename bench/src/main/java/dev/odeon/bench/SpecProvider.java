package dev.odeon.bench;

import dev.odeon.cli.CommandProvider;
import dev.odeon.cli.Console;

/** Brings {@code odeon spec}. */
public final class SpecProvider implements CommandProvider {
  @Override
  public String name() {
    return "spec";
  }

  @Override
  public Object command(Console console) {
    return new SpecCommand(console);
  }
}
