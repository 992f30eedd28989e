package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands are the same in every locale, installed or not. */
class LocalesIT {
  @TempDir private Path temp;

  @Test
  void printTheSame() throws IOException {
    Files.writeString(temp.resolve("Gr\u00fc\u00dfe \u0130\u0131.txt"), "x".repeat(12_345));
    String lines =
        """
        odeon store put Grüße* --label İstanbul/grüße
        odeon store list --json; odeon store labels; odeon verify; odeon STATUS-ü
        """;
    String none = "unset LC_ALL LC_CTYPE LANG; ";
    CommandRun usual = new Shell(temp, temp.resolve("home")).run(none + lines);
    assertThat(usual.out()).contains("12.1 KiB", "\"size\":12345", "İstanbul/grüße");
    assertThat(usual.err()).contains("STATUS-ü");
    for (String variable :
        List.of(
            "LC_ALL=tr_TR.UTF-8",
            "LC_CTYPE=UTF-8",
            "ODEON_JAVA_OPTS='-Duser.language=ar -Duser.country=EG'")) {
      Shell shell = new Shell(temp, temp.resolve(variable.substring(0, 6)));
      assertThat(shell.run(none + "export " + variable + "; " + lines))
          .as(variable)
          .isEqualTo(usual);
    }
  }
}
