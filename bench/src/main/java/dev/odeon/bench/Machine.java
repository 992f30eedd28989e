package dev.odeon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the figures were measured on.
 *
 * @param processor its model, as the system names it
 * @param cores how many of them this process may use
 * @param java the runtime
 */
record Machine(String processor, int cores, String java) {
  static Machine ofProcess() {
    return new Machine(
        model(),
        Runtime.getRuntime().availableProcessors(),
        "JDK %s, %s %s"
            .formatted(
                Runtime.version().feature(),
                System.getProperty("os.name"),
                System.getProperty("os.version")));
  }

  private static String model() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch", "unknown"));
    } catch (IOException _) {
      return System.getProperty("os.arch", "unknown");
    }
  }

  /** For people: the processor and its cores. */
  String text() {
    return "%s, %d cores".formatted(processor, cores);
  }

  /** For a file name. */
  String name() {
    String words = processor.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return words.replaceAll("^-|-$", "") + "-" + cores;
  }
}
