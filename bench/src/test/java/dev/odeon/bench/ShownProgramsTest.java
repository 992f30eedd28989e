package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.odeon.cli.main.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs that the pages show, in Python and for the shell, run with nothing but Python's
 * standard library. What is not run says so in its first line; every other block is run by another
 * test, or is no program.
 */
class ShownProgramsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
  private static final Pattern FENCE_LINE = Pattern.compile("(?m)^```");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(\\$ |\\./|odeon (?=[a-z])|python3? |mvn |import |from \\w+ import )");
  private static final Pattern NOT_RUN = Pattern.compile("# not run by a test: \\S.*\\n[\\s\\S]*");
  private static final int MINUTES_MAX = 1;

  /** Languages of what is no program. */
  private static final Set<String> NO_PROGRAM = Set.of("", "text", "hex", "cddl", "json", "xml");

  /** Languages that other tests take from these pages. */
  private static final Map<String, Set<String>> ELSEWHERE =
      Map.of(
          // DocsTest
          "console",
          Set.of(
              "README.md",
              "docs/guide/approvals.md",
              "docs/guide/first-actor.md",
              "docs/guide/plugins.md",
              "docs/guide/store.md",
              "docs/guide/tenants.md"),
          "java",
          Set.of(
              "docs/guide/bank.md",
              "docs/guide/embedding.md",
              "docs/guide/event-store.md",
              "docs/guide/spring-boot.md"),
          "rust",
          Set.of("docs/guide/plugins.md"),
          "c",
          Set.of("docs/guide/bank.md", "docs/guide/plugins.md"),
          "wat",
          Set.of("docs/guide/approvals.md", "docs/guide/first-actor.md", "docs/guide/embedding.md"),
          // CommandsPageTest, which parses them
          "usage",
          Set.of("docs/guide/commands.md", "docs/guide/operating.md"),
          // OperatingPageIT
          "ini",
          Set.of("docs/guide/operating.md"),
          // SocketPageIT
          "socket",
          Set.of("docs/guide/socket.md"));

  @TempDir private Path folder;

  /** What a program printed. */
  private record Run(int exit, String out, String err) {
    void requireWell() {
      assertThat(exit).as("%s", this).isZero();
    }
  }

  @Test
  void everyBlockIsRunOrSaysThatItIsNot() {
    List<String> unclear = new ArrayList<>();
    for (Page page : Page.all(ROOT)) {
      String name = name(page);
      List<MatchResult> fences = FENCE.matcher(page.text()).results().toList();
      if (FENCE_LINE.matcher(page.text()).results().count() != 2L * fences.size()) {
        unclear.add(name + ": a fence has more than one word, or no end");
      }
      fences.stream()
          .filter(fence -> !isClear(name, fence.group(1), fence.group(2)))
          .map(fence -> name + ": ```" + fence.group(1) + "\n" + fence.group(2))
          .forEach(unclear::add);
    }
    assertThat(unclear).isEmpty();
  }

  private static boolean isClear(String page, String language, String text) {
    return switch (language) {
      case "python", "sh" -> !text.contains("not run by a test") || isNotRun(text);
      case "toml" -> true; // DocsTest parses all of them.
      default ->
          NO_PROGRAM.contains(language)
              ? !COMMAND.matcher(text).find()
              : ELSEWHERE.getOrDefault(language, Set.of()).contains(page);
    };
  }

  @Test
  void thePythonProgramsRun() throws IOException {
    requirePython();
    List<Path> programs = pythonPrograms();
    assertThat(programs).hasSizeGreaterThan(1);
    for (Path program : programs) {
      assertThat(python(program, input(program))).as("%s", program).satisfies(Run::requireWell);
    }
  }

  @Test
  void readsDeterministicCborAndNothingElse() throws IOException {
    requirePython();
    Path cbor = folder.resolve("cbor.py");
    assertThat(pythonPrograms()).contains(cbor);
    int values = 0;
    for (List<String> row : Page.read(ROOT.resolve("docs/formats/cbor.md")).rows()) {
      String hex = row.getLast().replace("`", "");
      if (hex.matches("[0-9a-f]+")) {
        values++;
        boolean refused = row.getFirst().startsWith("refused");
        Run run = python(cbor, hex);
        assertThat(run.exit() != 0).as("%s: %s", row, run).isEqualTo(refused);
        assertThat(run.err().contains("Error")).isEqualTo(refused);
      }
    }
    assertThat(values).isGreaterThan(10);
    assertThat(python(cbor, "a2016178414282f4f5").out())
        .isEqualTo("{1: 'x', b'B': [False, True]}\n");
  }

  @Test
  void checksTheCommitOfTheTestVectors() throws IOException {
    requirePython();
    Path chain = folder.resolve("chain.py");
    assertThat(pythonPrograms()).contains(chain);

    Run run = python(chain, input(chain));

    run.requireWell();
    String hash = vector("header: returned, height 0").get(1);
    assertThat(run.out().lines())
        .hasSize(2)
        .allMatch(line -> line.matches("\\S+ \\d+ parent [0-9a-f]{64} block [0-9a-f]{64}"))
        .first()
        .asString()
        .startsWith("counter 0 parent " + "0".repeat(64))
        .endsWith(hash);
    // The last byte is the last event's.
    String broken = input(chain).replaceFirst(".$", "0");
    assertThat(broken).isNotEqualTo(input(chain));
    assertThat(python(chain, broken).err()).contains("AssertionError");
  }

  @Test
  void theShellProgramsRun() throws IOException {
    requirePython();
    installCommand();
    int count = 0;
    for (Page page : Page.all(ROOT)) {
      for (String shown : page.fenced("sh")) {
        if (!isNotRun(shown)) {
          count++;
          assertThat(shell(shown)).as("%s: %s", name(page), shown).satisfies(Run::requireWell);
        }
      }
    }
    assertThat(count).isPositive();
  }

  private static boolean isNotRun(String shown) {
    return NOT_RUN.matcher(shown).matches();
  }

  private static String name(Page page) {
    return ROOT.relativize(page.file()).toString();
  }

  // Python.

  private static void requirePython() {
    boolean there;
    try {
      there = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException _) {
      there = false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (!there) {
      System.out.println("python3 is not installed: the programs in the docs are not run");
    }
    assumeTrue(there, "python3 is not installed: the programs in the docs are not run");
  }

  /** Writes the Python of each page, all blocks as one program, into a file named as the page. */
  private List<Path> pythonPrograms() throws IOException {
    List<Path> programs = new ArrayList<>();
    for (Page page : Page.all(ROOT)) {
      List<String> shown =
          page.fenced("python").stream().filter(block -> !isNotRun(block)).toList();
      if (!shown.isEmpty()) {
        String file = page.file().getFileName().toString().replace(".md", ".py");
        Path program = folder.resolve(file);
        assertThat(programs).as("pages of one name").doesNotContain(program);
        programs.add(Files.writeString(program, String.join("\n", shown)));
      }
    }
    return programs;
  }

  /** What a page's program is given. */
  private static String input(Path program) {
    return switch (program.getFileName().toString()) {
      case "cbor.py" -> "8201f6";
      case "chain.py" -> vector("commit of two blocks").getFirst();
      default -> "";
    };
  }

  /** Bytes and hash of a test vector of the chain's page. */
  private static List<String> vector(String name) {
    List<String> lines = Page.read(ROOT.resolve("docs/formats/chain.md")).text().lines().toList();
    int at = lines.indexOf(name);
    assertThat(at).as(name).isNotNegative();
    return lines.subList(at + 1, at + 3);
  }

  /** Without the packages of the site and what the environment says: the standard library alone. */
  private Run python(Path program, String input) throws IOException {
    return run(List.of("python3", "-S", "-E", "-s", program.toString()), input);
  }

  // The shell.

  /** Makes {@code odeon} a command of this process's classes. */
  private void installCommand() throws IOException {
    Path command = Files.createDirectories(folder.resolve("bin")).resolve("odeon");
    Files.writeString(
        command,
        """
        #!/bin/sh
        exec "%s" "@%s" -XX:TieredStopAtLevel=1 -cp "%s" %s "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                ROOT.resolve("build/jvm.options"),
                System.getProperty("java.class.path"),
                Main.class.getName()));
    assertThat(command.toFile().setExecutable(true)).isTrue();
    Path checkout = Files.createDirectories(checkout());
    Files.createSymbolicLink(checkout.resolve("odeon"), command);
    try (Stream<Path> files = Files.list(ROOT)) {
      for (Path file : files.toList()) {
        if (!Files.exists(checkout.resolve(file.getFileName()))) {
          Files.createSymbolicLink(checkout.resolve(file.getFileName()), file.toRealPath());
        }
      }
    }
  }

  /** A folder that looks like the checkout, in which a program may leave files. */
  private Path checkout() {
    return folder.resolve("checkout");
  }

  /** Ends at the first command that fails; what it left running ends with it. */
  private Run shell(String shown) throws IOException {
    Path script = folder.resolve("shown.sh");
    Files.writeString(script, "set -e\ntrap 'kill $(jobs -p) 2>/dev/null || :' EXIT\n" + shown);
    return run(List.of("sh", script.toString()), "");
  }

  private Run run(List<String> command, String input) throws IOException {
    Path in = Files.writeString(folder.resolve("in.txt"), input);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Path there = Files.exists(checkout()) ? checkout() : ROOT;
    ProcessBuilder builder = new ProcessBuilder(command).directory(there.toFile());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("THEATER_HOME", folder.resolve("home").toString());
    builder.environment().put("TMPDIR", folder.toString());
    builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
      assertThat(ended).as("ends: %s", command).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
