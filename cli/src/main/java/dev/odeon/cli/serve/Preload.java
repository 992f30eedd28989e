package dev.odeon.cli.serve;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Sees to it that a process which runs for long finds its classes when it has no file descriptor
 * left. A jar that cannot be opened when it is first needed is passed over by the JDK's class
 * loader from then on, and its classes are lost until a restart: so all jars are opened, and stay
 * open. The classes of failures are loaded too, since they are needed when things go wrong.
 */
final class Preload {
  private static final String OWN = "dev/odeon/";
  private static final String FAILURE = "Exception.class";

  private Preload() {}

  /** Does so on a thread beside the one that calls. */
  static void begin() {
    Thread.ofPlatform().name("odeon-preload").daemon().start(Preload::run);
  }

  static void run() {
    ClassLoader loader = Preload.class.getClassLoader();
    // Nothing has that name: it is looked for in every jar.
    var _ = loader.getResource(OWN + "none");
    for (Path jar : ownJars()) {
      for (String name : failures(jar)) {
        load(name, loader);
      }
    }
    load("java.lang.OutOfMemoryError", loader);
    // The first logger of the JDK's own kind looks for its configuration.
    var _ =
        System.getLogger(Preload.class.getPackageName()).isLoggable(System.Logger.Level.WARNING);
  }

  /** The jars beside this class's own, and that one; none where classes are in folders. */
  private static List<Path> ownJars() {
    try {
      URI own = Preload.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path jar = Path.of(own);
      Path libraries = jar.resolveSibling("lib");
      if (!Files.isRegularFile(jar)) {
        return List.of();
      }
      if (!Files.isDirectory(libraries)) {
        return List.of(jar);
      }
      try (Stream<Path> files = Files.list(libraries)) {
        return Stream.concat(
                Stream.of(jar),
                files.filter(file -> file.getFileName().toString().matches("odeon-.*\\.jar")))
            .toList();
      }
    } catch (URISyntaxException | IOException | RuntimeException e) {
      return List.of();
    }
  }

  private static List<String> failures(Path jar) {
    try (JarFile open = new JarFile(jar.toFile())) {
      return open.stream()
          .map(JarEntry::getName)
          .filter(name -> name.startsWith(OWN) && isFailure(name))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean isFailure(String name) {
    return name.endsWith(FAILURE) || name.contains("Exception$");
  }

  private static void load(String name, ClassLoader loader) {
    try {
      var _ = Class.forName(name, true, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // Of a part that is not on this class path.
      return;
    }
  }
}
