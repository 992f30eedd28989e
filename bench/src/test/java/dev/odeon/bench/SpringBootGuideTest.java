package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Spring Boot application of its page starts, answers, ends, and starts again. */
class SpringBootGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern NAME = Pattern.compile("public class (\\w+)");
  private static final Pattern CONFIGURATION = Pattern.compile("(?s)@Configuration\n.*");
  private static final int CONFIGURATION_LINES_MAX = 20;

  @TempDir private Path folder;

  @Test
  void theApplicationOfThePageRunsTwiceOnOneHome() throws IOException {
    List<String> shown = Page.read(ROOT.resolve("docs/guide/spring-boot.md")).fenced("java");
    Matcher configuration = CONFIGURATION.matcher(shown.getFirst());
    assertThat(configuration.find()).isTrue();
    assertThat(configuration.group().lines()).hasSizeLessThanOrEqualTo(CONFIGURATION_LINES_MAX);
    Path classes = compiled(shown);
    String manifest =
        ROOT.resolve("guests/src/main/resources/dev/odeon/guests/counter.toml").toString();
    String[] start = {
      "-cp",
      classes + File.pathSeparator + System.getProperty("java.class.path"),
      "acme.shop.Shop",
      "--odeon.home=" + folder.resolve("home"),
      "--shop.manifest=" + manifest,
      "--spring.main.banner-mode=off"
    };
    Terminal terminal = new Terminal(ROOT, folder);
    for (int run = 0; run < 2; run++) {
      assertThat(terminal.java(start).lines().filter(line -> line.startsWith("sold: ")))
          .containsExactly("sold: 41", "sold: 41");
    }
    // Spring has closed the home: nothing of it was left open for recovery to find.
    String status = terminal.java("dev.odeon.cli.main.Main", "--home", home(), "status", "--json");
    assertThat(status).contains("\"actors\":1", "\"last_clean_stop\":\"2");
  }

  private String home() {
    return folder.resolve("home").toString();
  }

  private Path compiled(List<String> shown) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> options =
        new ArrayList<>(
            List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
    for (String source : shown) {
      Matcher name = NAME.matcher(source);
      assertThat(name.find()).isTrue();
      Path file = folder.resolve(name.group(1) + ".java");
      options.add(Files.writeString(file, source).toString());
    }
    String[] arguments = options.toArray(String[]::new);
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
    return classes;
  }
}
