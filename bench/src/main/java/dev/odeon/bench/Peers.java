package dev.odeon.bench;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Other systems whose actors send messages to and fro, each in a process of its own that works when
 * it is told. Their jars lie in a folder of their own, for nothing else needs them; without them
 * there are no peers.
 */
final class Peers implements AutoCloseable {
  private static final String FOLDER = "peers";

  private final List<String> names = new ArrayList<>();
  private final List<Child> children = new ArrayList<>();

  private Peers() {}

  /** Starts those that can be started, with {@code pairs} pairs of actors each. */
  static Peers start(BenchContext stage, int pairs) {
    Peers peers = new Peers();
    Path jars = jars();
    if (jars == null && !isOnClassPath()) {
      stage.note("actors: no peers, for their jars are not there");
      return peers;
    }
    for (PekkoMain.Kind kind : PekkoMain.Kind.values()) {
      peers.names.add(kind.title());
      peers.children.add(
          Child.startWith(
              jars == null ? "" : jars.resolve("*").toString(),
              PekkoMain.class,
              kind.name(),
              Integer.toString(pairs)));
    }
    return peers;
  }

  /** The folder of their jars, beside that of this class's jar; null if there is none. */
  private static @Nullable Path jars() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (jar.endsWith("odeon-bench.jar") && Files.exists(jar)) {
        // <checkout>/target/odeon/app/odeon-bench.jar
        Path folder = real(jar).resolve(Path.of("..", "..", FOLDER)).normalize();
        return Files.isDirectory(folder) ? folder : null;
      }
    }
    return null;
  }

  private static Path real(Path jar) {
    try {
      return jar.toRealPath();
    } catch (IOException e) {
      throw Failure.failed("cannot find %s: %s".formatted(jar, DiskException.words(e)));
    }
  }

  /** As in a test. */
  private static boolean isOnClassPath() {
    return System.getProperty("java.class.path").contains("pekko-actor-typed");
  }

  /** What they are called. */
  List<String> names() {
    return names;
  }

  /** Each of them, in the order of their names. */
  List<BestFloorBenchmark.Side> sides() {
    return children.stream().map(child -> (BestFloorBenchmark.Side) nanos -> run(child)).toList();
  }

  /** Has one play for about a tenth of a second. */
  private static Pace run(Child child) {
    child.go();
    String[] said = child.line().split(" ");
    return new Pace(Double.parseDouble(said[0]), Long.parseLong(said[1]));
  }

  @Override
  public void close() {
    children.forEach(Child::close);
  }
}
