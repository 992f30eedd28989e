package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.cli.main.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Does what somebody who reads a page would type, each command in a process of its own, in {@code
 * folder} with a fresh home in it.
 *
 * @param root the checkout, for its JVM options
 * @param folder where the reader is
 */
record Terminal(Path root, Path folder) {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  // Hashes, whole or shortened, random ids and times are others each time.
  private static final String TIME = "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}";
  private static final Pattern RANDOM =
      Pattern.compile("[0-9a-f]{32,}|[0-9a-f]{12}(?![0-9a-f])|" + TIME);
  private static final int MINUTES_MAX = 2;

  /** Types every command; each must succeed and print what is shown. A line of … is any lines. */
  void replay(List<Page.Exchange> shown) {
    for (Page.Exchange exchange : shown) {
      String printed = type(exchange.command());
      assertThat(printed).as("$ " + exchange.command()).matches(pattern(exchange.output()));
    }
  }

  /** Runs {@code java} with the class path of this process; what it printed. */
  String java(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + root.resolve("build/jvm.options"));
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(args));
    return run(command, List.of(args));
  }

  private String type(String line) {
    List<String> words =
        WORD.matcher(line)
            .results()
            .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
            .toList();
    List<String> args = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "odeon", "./odeon" -> {
        List<String> command = new ArrayList<>(List.of(Main.class.getName()));
        command.addAll(args);
        yield java(command.toArray(String[]::new));
      }
      case "wat2wasm" -> translate(folder.resolve(args.getFirst()));
      case "rustc" -> built("rust", args);
      case "clang" -> built("c", args);
      default -> throw new AssertionError("no reader has the command of: " + line);
    };
  }

  private static String translate(Path wat) {
    try {
      String name = wat.getFileName().toString().replace(".wat", ".wasm");
      Files.write(wat.resolveSibling(name), Wat2Wasm.parse(Files.readString(wat)));
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a compiler made of that source is among the guests; not every machine has one. */
  private String built(String language, List<String> args) {
    String module = args.get(args.indexOf("-o") + 1);
    String source = args.getLast();
    Path guests = root.resolve("guests/src/main");
    try {
      assertThat(folder.resolve(source))
          .hasSameTextualContentAs(guests.resolve(language + "/plugin").resolve(source));
      Files.copy(
          guests.resolve("resources/dev/odeon/guests/plugin").resolve(module),
          folder.resolve(module));
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(List<String> command, List<String> shown) {
    try {
      Path out = folder.resolve("stdout.txt");
      Path err = folder.resolve("stderr.txt");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().put("THEATER_HOME", folder.resolve("home").toString());
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
      process.destroyForcibly();
      assertThat(ended).as("ends: %s", shown).isTrue();
      assertThat(process.exitValue()).as("%s: %s", shown, Files.readString(err)).isZero();
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Pattern pattern(List<String> shown) {
    return Pattern.compile(
        shown.stream()
            .map(line -> line.equals("…") ? "(.*\\n)*" : pattern(line) + "\\n")
            .collect(Collectors.joining()));
  }

  private static String pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    int at = 0;
    for (var found : RANDOM.matcher(line).results().toList()) {
      pattern.append(Pattern.quote(line.substring(at, found.start())));
      boolean time = found.group().matches(TIME);
      pattern.append(time ? TIME : "[0-9a-f]{" + found.group().length() + "}");
      at = found.end();
    }
    return pattern.append(Pattern.quote(line.substring(at))).toString();
  }
}
