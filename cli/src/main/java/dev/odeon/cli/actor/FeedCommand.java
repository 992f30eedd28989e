package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.Key;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.Keys;
import dev.odeon.cli.LocalHome;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.service.Turns;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Hands each line of standard input to an actor as a request, many in flight, and says on standard
 * output what became of it, in order. For the demo and for programs that pipe.
 *
 * <pre>
 *  in   id TAB text LF
 *  out  ready TAB blocks TAB bytes cut LF                       once, when lines are taken
 *       ack TAB id TAB height TAB hash TAB duplicate TAB reply LF   the line's block is durable
 *       failed TAB id TAB why LF                                 it is not, or the actor refused
 * </pre>
 */
@Command(
    name = "feed",
    hidden = true,
    description = "Hands each line 'id TAB text' of standard input to an actor as a request.")
public final class FeedCommand implements Runnable {
  private final Console console;

  @Parameters(
      paramLabel = "MANIFEST",
      description = "Names the manifest; the actor is started if it is new.")
  private Path manifest = Path.of("");

  @Option(names = "--name", paramLabel = "ID", required = true, description = "Names the actor.")
  private String name = "";

  public FeedCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Key key = Keys.of(console, name);
    try (Actors actors = LocalHome.open(console)) {
      long blocks = start(actors, key);
      say("ready\t%d\t%d".formatted(blocks, actors.chains().recovery().bytesCut()));
      FeedAnswers answers = FeedAnswers.start(console.out());
      try {
        feed(actors, key, answers);
      } finally {
        answers.finish();
      }
    }
  }

  /** Starts the actor if it is new; returns how many blocks there were before. */
  private long start(Actors actors, Key key) {
    OptionalLong blocks =
        actors.reports().list(key.tenant()).stream()
            .filter(status -> status.registration().key().equals(key))
            .mapToLong(status -> status.head().height() + 1)
            .findFirst();
    if (blocks.isPresent()) {
      return blocks.getAsLong();
    }
    Manifest parsed =
        Manifest.parse(
            manifest.toString(), Input.file(manifest, "manifest"), actors.capabilities());
    Path file = manifest.toAbsolutePath().resolveSibling(parsed.module());
    Bytes module = Input.file(file, "module");
    TurnResult started = Turns.recorded(key, "", actors.lifecycle().start(key, parsed, module));
    TurnText.requireReturned(console, "init of", started);
    return 0;
  }

  private void feed(Actors actors, Key key, FeedAnswers answers) {
    BufferedInputStream in = new BufferedInputStream(console.in(), 1 << 16);
    for (Bytes line = line(in); line != null; line = line(in)) {
      int tab = tab(line);
      String id = line.slice(0, tab).text();
      Message message =
          new Message(
              key,
              id,
              Message.Kind.REQUEST,
              line.slice(tab + 1, line.size()).compact(),
              null,
              null,
              null);
      answers.add(id, Turns.accepted(key, actors.deliver(message)).answer());
    }
    // Nobody is left who could answer what the actor left open.
    actors.stopWaiting();
  }

  private static int tab(Bytes line) {
    for (int i = 0; i < line.size(); i++) {
      if (line.at(i) == '\t') {
        return i;
      }
    }
    throw Failure.usage(
        "a line without a tab: '" + TextFormat.brief(line, 60) + "'; give id, tab, text");
  }

  /** The next line's bytes without its end; null at the end of the input. */
  private static @Nullable Bytes line(InputStream in) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    try {
      int b = in.read();
      if (b < 0) {
        return null;
      }
      for (; b >= 0 && b != '\n'; b = in.read()) {
        line.write(b);
      }
      // An end of the input in the middle of a line is a sender that was cut off: no line.
      return b < 0 ? null : Bytes.wrap(line.toByteArray());
    } catch (IOException e) {
      throw Failure.failed("cannot read standard input: " + DiskException.words(e));
    }
  }

  private void say(String line) {
    PrintStream out = console.out();
    out.println(line);
    out.flush();
  }
}
