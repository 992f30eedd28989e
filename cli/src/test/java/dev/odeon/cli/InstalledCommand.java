package dev.odeon.cli;

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
 * The command as people install it: {@code bin/odeon} of what {@code ./odeon package} makes, with
 * this build's jars. It is packaged once a build, by the first test that asks, and its first start
 * makes its ahead-of-time cache, which halves the time of each later one.
 */
final class InstalledCommand {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String JAVA = JDK.resolve("bin/java").toString();
  private static final Path ROOM = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path BUILT = ROOM.resolve("target");
  private static final Path FOLDER = BUILT.resolve("installed");
  private static final Path APP = FOLDER.resolve("app");
  private static final Path JAR = APP.resolve("odeon-cli.jar");
  private static final Path PACKAGE = FOLDER.resolve("package");
  private static final Path SCRIPTS = ROOM.resolveSibling("build");

  private InstalledCommand() {}

  /** Ready for its arguments. */
  static List<String> line() {
    return Ready.LINE;
  }

  /** Where the package was unpacked. */
  static Path unpacked() {
    line();
    return PACKAGE;
  }

  /** Installed with its first use. */
  private static final class Ready {
    static final List<String> LINE = install();
  }

  private static List<String> install() {
    List<String> line =
        List.of("env", "ODEON_JAVA_HOME=" + JDK, PACKAGE.resolve("bin/odeon").toString());
    try {
      Files.createDirectories(FOLDER);
      // Test classes run in two processes.
      try (FileChannel channel =
              FileChannel.open(
                  FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!isCurrent()) {
          make();
          List<String> first = new ArrayList<>(line);
          first.add("--version");
          run(first);
          copy(BUILT.resolve(JAR.getFileName()), JAR);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line;
  }

  private static boolean isCurrent() throws IOException {
    Path built = BUILT.resolve(JAR.getFileName());
    return Files.exists(JAR)
        && Files.getLastModifiedTime(JAR).equals(Files.getLastModifiedTime(built))
        && hasTheseScripts();
  }

  private static boolean hasTheseScripts() throws IOException {
    try (Stream<Path> scripts = Files.list(PACKAGE.resolve("launch"))) {
      for (Path script : scripts.toList()) {
        Path source = SCRIPTS.resolve(script.getFileName());
        if (Files.exists(source) && Files.mismatch(source, script) >= 0) {
          return false;
        }
      }
    }
    return Files.mismatch(SCRIPTS.resolveSibling("odeon"), PACKAGE.resolve("bin/odeon")) < 0;
  }

  private static void make() throws IOException {
    for (Path old : List.of(PACKAGE, APP)) {
      if (Files.exists(old)) {
        FileTree.remove(old);
      }
    }
    Path libraries = Files.createDirectories(APP.resolve("lib"));
    try (Stream<Path> found = Files.list(BUILT.resolve("lib"))) {
      for (Path library : found.toList()) {
        copy(library, libraries.resolve(library.getFileName()));
      }
    }
    run(List.of(JAVA, SCRIPTS.resolve("RaiseClassVersions.java").toString(), libraries.toString()));
    Files.copy(BUILT.resolve(JAR.getFileName()), JAR);
    run(
        List.of(
            JAVA,
            SCRIPTS.resolve("Package.java").toString(),
            SCRIPTS.getParent().toString(),
            APP.toString(),
            FOLDER.toString()));
    Files.createDirectories(PACKAGE);
    run(
        List.of(
            "tar", "xzf", archive().toString(), "--strip-components=1", "-C", PACKAGE.toString()));
  }

  private static Path archive() throws IOException {
    try (Stream<Path> found = Files.list(FOLDER)) {
      return found.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void run(List<String> command) throws IOException {
    Path log = FOLDER.resolve("install.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError("%s: %s".formatted(command, Files.readString(log)));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
