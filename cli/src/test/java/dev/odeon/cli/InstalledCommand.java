package dev.odeon.cli;

import dev.odeon.cli.main.AotTraining;
import dev.odeon.cli.main.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command as {@code ./odeon} runs it: the packaged jar with the JVM options of the launcher and
 * an ahead-of-time cache, which halves the time of each start. The cache is trained once a build,
 * by the first test that asks.
 */
final class InstalledCommand {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();
  private static final Path ROOM = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path BUILT = ROOM.resolve("target");
  private static final Path APP = BUILT.resolve("installed");
  private static final Path JAR = APP.resolve("odeon-cli.jar");
  private static final Path CACHE = APP.resolve("odeon.aot");
  private static final Path SCRIPTS = ROOM.resolveSibling("build");

  private InstalledCommand() {}

  /** Ready for its arguments. */
  static List<String> line() {
    return Ready.LINE;
  }

  /** Installed with its first use. */
  private static final class Ready {
    static final List<String> LINE = install();
  }

  private static List<String> install() {
    try {
      Files.createDirectories(APP);
      // Test classes run in two processes.
      try (FileChannel channel =
              FileChannel.open(
                  APP.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!isCurrent()) {
          copy();
          train();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> line = new ArrayList<>(java());
    if (Files.exists(CACHE)) {
      line.add("-XX:AOTCache=" + CACHE);
    }
    line.addAll(List.of("-cp", JAR.toString(), Main.class.getName()));
    return List.copyOf(line);
  }

  private static boolean isCurrent() throws IOException {
    Path built = BUILT.resolve(JAR.getFileName());
    return Files.exists(JAR)
        && Files.getLastModifiedTime(JAR).equals(Files.getLastModifiedTime(built));
  }

  private static void copy() throws IOException {
    Files.deleteIfExists(CACHE);
    Path libraries = Files.createDirectories(APP.resolve("lib"));
    try (Stream<Path> found = Files.list(BUILT.resolve("lib"))) {
      for (Path library : found.toList()) {
        copy(library, libraries.resolve(library.getFileName()));
      }
    }
    run(List.of(JAVA, SCRIPTS.resolve("RaiseClassVersions.java").toString(), libraries.toString()));
    copy(BUILT.resolve(JAR.getFileName()), JAR);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** Without a cache all works, later. */
  private static void train() throws IOException {
    List<String> line = new ArrayList<>(java());
    line.add("-XX:AOTCacheOutput=" + CACHE);
    line.addAll(List.of("-cp", JAR.toString(), AotTraining.class.getName()));
    run(line);
  }

  private static List<String> java() {
    return List.of(JAVA, "@" + SCRIPTS.resolve("jvm.options"));
  }

  private static void run(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(APP.resolve("install.log").toFile())
            .start();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
