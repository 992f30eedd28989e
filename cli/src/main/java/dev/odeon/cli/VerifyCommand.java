package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.runtime.HomeReport;
import dev.odeon.runtime.HomeVerifier.Scope;
import dev.odeon.service.Turns;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies all that a home keeps. */
@Command(
    name = "verify",
    description = {
      "Verifies everything in a home, or one actor.",
      "Recomputes every hash and link of the history, hashes all stored content, and checks labels,",
      "keys and everything else in the home, and that everything referred to exists.",
      "Works on a damaged home and beside its server; changes nothing."
    },
    footer = {
      "",
      "Examples:",
      "  odeon verify",
      "  odeon verify counter",
      "  odeon verify --head monday.head    # what was signed then is still all there"
    })
public final class VerifyCommand implements Runnable {
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "Verifies one actor. The default is everything.")
  private @Nullable String id;

  @Option(
      names = "--head",
      paramLabel = "FILE",
      description = "Also checks the log against a signed head that was kept elsewhere.")
  private @Nullable Path head;

  @Option(names = "--log-only", description = "Does not read the store.")
  private boolean logOnly;

  @Option(names = "--store-only", description = "Does not verify the log.")
  private boolean storeOnly;

  public VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String actor = id;
    Path file = head;
    if (actor != null && file != null) {
      throw Failure.usage("--head is about the whole log: leave out the actor");
    }
    if (storeOnly && (actor != null || file != null || logOnly)) {
      throw Failure.usage("--store-only reads no log: leave out %s".formatted(other()));
    }
    Key key = actor == null ? null : Keys.of(console, actor);
    Bytes kept = file == null ? null : Input.file(file, "head");
    LocalHome.requireThere(console.home());
    HomeReport report = key == null ? all(kept, file) : chain(key);
    new Verification(console.home(), report, key, file).show(console);
  }

  private String other() {
    return id != null ? "the actor" : head != null ? "--head" : "--log-only";
  }

  private HomeReport all(@Nullable Bytes kept, @Nullable Path file) {
    Scope scope = logOnly ? Scope.LOG : storeOnly ? Scope.STORE : Scope.ALL;
    try {
      return HomeCheck.home(console, scope, kept);
    } catch (ChainException e) {
      throw Failure.failed((file == null ? "" : file + ": ") + e.getMessage());
    }
  }

  private HomeReport chain(Key key) {
    VerifyReport report = HomeCheck.chain(console.home(), key);
    if (report.blocks() == 0 && report.isSound()) {
      throw Turns.noSuchActor(key);
    }
    return new HomeReport(List.of(), report, null);
  }
}
