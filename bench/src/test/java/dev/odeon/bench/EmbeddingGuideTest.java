package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.service.OperationProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that embed Odeon do what their page says. */
class EmbeddingGuideTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String GUESTS = "guests/src/main/resources/dev/odeon/guests/";

  @TempDir private Path folder;

  @Test
  void theEmbeddingProgramRunsTwiceOnOneHome() throws IOException {
    Path program = folder.resolve("Visits.java");
    Files.writeString(program, page("docs/guide/embedding.md").fenced("java").getFirst());
    String manifest = ROOT.resolve(GUESTS + "counter.toml").toString();
    String home = folder.resolve("home").toString();
    Terminal terminal = new Terminal(ROOT, folder);
    String first = terminal.java(program.toString(), home, manifest);
    assertThat(first).contains("reply 41, block 1\n", "as before\n", "replay equal: true\n");
    assertThat(terminal.java(program.toString(), home, manifest))
        .doesNotContain("started")
        .contains("reply 41, block 1, as before\n", "replay equal: true\n");
  }

  @Test
  void theFunctionsOfAnEmbeddingProgramCanBeGranted() throws IOException {
    Path program = folder.resolve("Shop.java");
    Files.writeString(program, page("docs/guide/embedding.md").fenced("java").get(1));
    String home = folder.resolve("home").toString();
    assertThat(new Terminal(ROOT, folder).java(program.toString(), home))
        .startsWith("manifests may grant [desk, ");
  }

  @Test
  void anOperationOfAnEmbeddingProgramIsFoundAndCalled() throws IOException {
    List<String> programs = page("docs/guide/embedding.md").fenced("java");
    Path source = folder.resolve("Height.java");
    Files.writeString(source, programs.get(2));
    Path classes = folder.resolve("classes");
    String path = System.getProperty("java.class.path");
    String[] options = {"-cp", path, "-d", classes.toString(), source.toString()};
    assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options)).isZero();
    Path provider = classes.resolve("META-INF/services/" + OperationProvider.class.getName());
    Files.createDirectories(provider.getParent());
    Files.writeString(provider, "acme.Height$Provider\n");
    Path visits = folder.resolve("Visits.java");
    Files.writeString(visits, programs.getFirst());
    Path program = folder.resolve("Heights.java");
    Files.writeString(program, programs.get(3));
    String home = folder.resolve("home").toString();
    Terminal terminal = new Terminal(ROOT, folder);
    String[] call = {"-cp", path + File.pathSeparator + classes, program.toString(), home};
    assertThat(terminal.java(call)).isEqualTo("blocks: 0\nNOT_FOUND: no actor visits\n");
    terminal.java(visits.toString(), home, ROOT.resolve(GUESTS + "counter.toml").toString());
    assertThat(terminal.java(call)).isEqualTo("blocks: 2\nheight: 1\n");
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }
}
