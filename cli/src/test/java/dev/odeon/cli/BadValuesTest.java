package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of options that cannot be: a line of Odeon's own words, and exit code 2. */
class BadValuesTest {
  /** What only a programmer would want to read. */
  private static final String JAVA =
      "(?s).*(Exception|java\\.|internal error|For input string|out of bounds|Feature|Could not convert|\\bnull\\b|\\b(long|int)\\b).*";

  @TempDir private static Path folder;

  @BeforeAll
  static void fill() {
    FilledHome.fill(folder.resolve("home"), new Guests(folder));
  }

  private static Run run(String line) {
    List<String> args = new ArrayList<>(List.of("--home", folder.resolve("home").toString()));
    for (String word : line.split(" ")) {
      args.add(word.equals("EMPTY") ? "" : word);
    }
    return Run.of(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "execute -b counter.wasm -i 1 -t 9223372036855",
        "execute -b counter.wasm -i 1 -t 9223372036854775807",
        "execute -b counter.wasm -i 1 -t 9223372036854775808",
        "execute -b counter.wasm -i 1 -t 0",
        "execute -b counter.wasm -i 1 -t -5",
        "execute -b counter.wasm -i 1 -t soon",
        "execute -b counter.wasm -i 1 -m 9223372036854775807",
        "execute -b counter.wasm -i 1 -m 8796093022208",
        "execute -b counter.wasm -i 1 -m 0",
        "execute -b counter.wasm -i 1 -f 99999999999999999999",
        "execute -b counter.wasm -i 1 -f 1.5",
        "execute -b EMPTY -i 1",
        "chain -b a,,b -i 1",
        "chain -b , -i 1",
        "chain -b EMPTY -i 1",
        "serve --drain -1 --print-config",
        "serve --drain 2d --print-config",
        "serve --drain 1w --print-config",
        "serve -t 9223372036854775807 --print-config",
        "serve --quota memory=99999999999999999999 --print-config",
        "serve --quota executions=, --print-config",
        "serve --modules EMPTY --print-config",
        "store gc --grace -1",
        "store gc --grace 99999999999",
        "store get store:it --offset -1",
        "store get store:it --length 9223372036854775808",
        "actor message counter 1 --deadline -1",
        "actor message counter 1 --priority HIGH",
        "actor request counter 1 --priority urgent",
        "actor request counter 1 --deadline 9223372036854775807",
        "actor state counter --at 99999999999999999999",
        "actor state counter --at -1",
        "actor events counter --from 1e3",
        "actor events counter --from -1",
        "actor events counter --to -2",
        "actor events counter --last 0",
        "actor events counter --all",
        "actor events counter --category actor",
        "actor events",
        "actor events --all --from 3",
        "actor events --all --to 3",
        "actor events --all --since yesterday",
        "actor events --all --since 2026-13-01T00:00:00Z",
        "actor events --all --since -1h",
        "actor events --all --since 1h --last 3",
        "actor events --tree",
        "actor events counter --tree --correlation x",
        "load -p EMPTY",
        "verify --head EMPTY",
        "--home EMPTY list",
        "execute -b counter.wasm -i @a\0b",
        "load -p a\0b",
        "execute -b a\0b -i 1"
      })
  void areOneLineAndExitCode2(String line) {
    Run run = run(line);
    assertThat(run.errLines()).as(line).singleElement().asString().startsWith("odeon: ");
    assertThat(run.err()).as(line).doesNotMatch(JAVA);
    assertThat(run.exit()).as(line).isEqualTo(Exit.USAGE);
  }

  @Test
  void areFineWithAUnit() {
    for (String line :
        List.of(
            "execute -b counter.wasm -i 1 -t 5s -m 64MiB -f 10M",
            "chain -b counter.wasm -i 1 -t 0.5m",
            "actor request counter 1 --deadline 1m",
            "store gc --grace 2d",
            "store get store:it --offset 1B --length 1k")) {
      assertThat(run(line).exit()).as(line).isEqualTo(Exit.DONE);
    }
  }
}
