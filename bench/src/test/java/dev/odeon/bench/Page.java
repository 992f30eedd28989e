package dev.odeon.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, Markdown.
 *
 * @param file where it is
 * @param text what it says
 */
record Page(Path file, String text) {
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]+]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
  private static final Pattern ROW = Pattern.compile("(?m)^\\|(?![-| ]+$)(.*)\\|$");

  /**
   * What stands between two fences.
   *
   * @param language the word behind the first, may be empty
   * @param text the lines between
   */
  record Fenced(String language, String text) {}

  /**
   * A command and what it is said to print.
   *
   * @param command without the prompt
   * @param output the lines up to the next command
   */
  record Exchange(String command, List<String> output) {}

  static Page read(Path file) {
    try {
      return new Page(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages below {@code root}, without what a build made. */
  static List<Page> all(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !root.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .sorted()
          .map(Page::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is fenced as {@code language}, in order. */
  List<String> fenced(String language) {
    return FENCE
        .matcher(text)
        .results()
        .filter(found -> found.group(1).equals(language))
        .map(found -> found.group(2))
        .toList();
  }

  /** The targets of all links outside of fences. */
  List<String> links() {
    return prose(LINK).map(found -> found.group(1)).toList();
  }

  /** The anchors that its headings make. */
  List<String> anchors() {
    return prose(HEADING)
        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-'))
        .toList();
  }

  /** The cells of the rows of its tables. */
  List<List<String>> rows() {
    return prose(ROW)
        .map(found -> Stream.of(found.group(1).split("\\|")).map(String::strip).toList())
        .toList();
  }

  /** The commands shown after a prompt in everything fenced as console, each with its output. */
  List<Exchange> exchanges() {
    List<Exchange> exchanges = new ArrayList<>();
    for (String session : fenced("console")) {
      for (String line : session.lines().toList()) {
        if (line.startsWith("$ ")) {
          exchanges.add(new Exchange(line.substring(2), new ArrayList<>()));
        } else {
          exchanges.getLast().output().add(line);
        }
      }
    }
    return exchanges;
  }

  private Stream<MatchResult> prose(Pattern pattern) {
    return pattern.matcher(FENCE.matcher(text).replaceAll("")).results();
  }
}
