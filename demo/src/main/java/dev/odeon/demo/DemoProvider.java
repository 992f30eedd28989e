package dev.odeon.demo;

import dev.odeon.cli.CommandProvider;
import dev.odeon.cli.Console;

/** Brings {@code odeon demo}. */
public final class DemoProvider implements CommandProvider {
  @Override
  public String name() {
    return "demo";
  }

  @Override
  public boolean first() {
    return true;
  }

  @Override
  public Object command(Console console) {
    return new DemoCommand(console);
  }
}
