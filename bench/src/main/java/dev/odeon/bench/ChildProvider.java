package dev.odeon.bench;

import dev.odeon.cli.CommandProvider;
import dev.odeon.cli.Console;

/** Brings the hidden command that benchmarks start as processes of their own. */
public final class ChildProvider implements CommandProvider {
  static final String NAME = "bench-child";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Object command(Console console) {
    return new ChildCommand(console);
  }
}
