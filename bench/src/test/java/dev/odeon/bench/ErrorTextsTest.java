package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What errors say changes in review alone: the texts of all that is thrown, or found, are in a
 * file. The texts are taken from the sources, with the places of their values.
 */
class ErrorTextsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Where a text begins that somebody may read: an exception, a finding, the end of a command. */
  private static final Pattern BEGINS =
      Pattern.compile(
          "\\bnew (\\w+\\.)?\\w*(Exception|Finding|Outside)\\(|\\bnew StoreException\\.\\w+\\("
              + "|\\bFailure\\.(failed|usage|noServer)\\(|\\bsuper\\((?=\\s*[\\w,\\s]*\")"
              + "|\\brefused?\\(|\\bproblems?\\(|\\bproblems\\.add\\(|\\bmissing\\(|\\bdamaged?\\(");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");
  private static final Pattern COMMENT =
      Pattern.compile("(?s)\"(?:[^\"\\\\\\n]|\\\\.)*\"|//[^\\n]*|/\\*.*?\\*/");

  @Test
  void everyTextOfAnErrorIsAsItWasReviewed() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path room : rooms()) {
      TreeSet<String> texts = new TreeSet<>();
      for (Path source : sources(room)) {
        texts.addAll(texts(Files.readString(source)));
      }
      if (!texts.isEmpty()) {
        all.append("== ").append(room.getFileName()).append('\n');
        texts.forEach(text -> all.append(text).append('\n'));
      }
    }
    Golden.check("errors.txt", all.toString());
  }

  @Test
  void findsTheTextOfAnErrorWhereverItsLinesBreak() {
    assertThat(
            texts(
                """
                throw new StoreException.Refused(
                    "the %s is"
                        + " gone: call (again)".formatted(name("x")));
                // throw new DiskException("not this one");
                throw Failure.usage("--to %d lies before".formatted(to));
                """))
        .containsExactly("--to %d lies before", "the %s is gone: call (again)");
  }

  private static List<Path> rooms() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders
          .filter(each -> Files.isDirectory(each.resolve("src/main/java")))
          .sorted()
          .toList();
    }
  }

  private static List<Path> sources(Path room) throws IOException {
    try (Stream<Path> files = Files.walk(room.resolve("src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static TreeSet<String> texts(String source) {
    String code = COMMENT.matcher(source).replaceAll(ErrorTextsTest::withoutComment);
    TreeSet<String> texts = new TreeSet<>();
    Matcher begins = BEGINS.matcher(code);
    while (begins.find()) {
      add(code.substring(begins.end(), end(code, begins.end())), texts);
    }
    return texts;
  }

  private static String withoutComment(MatchResult found) {
    return found.group().startsWith("\"") ? Matcher.quoteReplacement(found.group()) : "";
  }

  /** Where the parenthesis ends that was opened before {@code from}. */
  private static int end(String code, int from) {
    int open = 1;
    boolean quoted = false;
    for (int i = from; i < code.length(); i++) {
      char c = code.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else {
        quoted = c == '"';
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (open == 0) {
          return i;
        }
      }
    }
    return code.length();
  }

  /** Literals that are added to each other are one text. */
  private static void add(String arguments, TreeSet<String> texts) {
    StringBuilder text = new StringBuilder();
    Matcher literals = LITERAL.matcher(arguments);
    int end = 0;
    while (literals.find()) {
      boolean goesOn = arguments.substring(end, literals.start()).strip().equals("+");
      if (!goesOn) {
        addText(text, texts);
      }
      text.append(literals.group(1));
      end = literals.end();
    }
    addText(text, texts);
  }

  private static void addText(StringBuilder text, TreeSet<String> texts) {
    if (text.toString().strip().contains(" ")) {
      texts.add(text.toString().strip());
    }
    text.setLength(0);
  }
}
