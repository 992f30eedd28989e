package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.cli.main.Main;
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
    Path program = program("Visits.java", 0);
    String manifest = ROOT.resolve(GUESTS + "counter.toml").toString();
    String home = folder.resolve("home").toString();
    Terminal terminal = new Terminal(ROOT, folder);
    String rest = "41\nreplay equal: true\nroot of the log: ";
    assertThat(terminal.java(program.toString(), home, manifest)).startsWith("started\n" + rest);
    assertThat(terminal.java(program.toString(), home, manifest)).startsWith("was there\n" + rest);
    Path all = program("Ask.java", 2);
    assertThat(terminal.java(all.toString(), home))
        .startsWith("returned, reply 41, block 1, as before\nrejected: ")
        .endsWith("reply none, block 2\nno such actor\n");
  }

  @Test
  void theEventStoreOfAnEmbeddingProgramPrintsWhatItsPageShows() throws IOException {
    Page page = page("docs/guide/event-store.md");
    Path program = folder.resolve("Courses.java");
    Files.writeString(program, page.fenced("java").getFirst());
    String home = folder.resolve("home").toString();
    Terminal terminal = new Terminal(ROOT, folder);
    String shown = page.fenced("text").getFirst();
    assertThat(terminal.java(program.toString(), home)).isEqualTo(shown);
    assertThat(terminal.java(program.toString(), home))
        .isEqualTo(shown.replace(": enrolled", ": enrolled before"));
    String main = Main.class.getName();
    assertThat(terminal.java(main, "--home", home, "actor", "events", "course/algebra"))
        .contains("append", "Enrolled");
    assertThat(terminal.java(main, "--home", home, "actor", "list", "--all"))
        .doesNotContain("algebra");
    assertThat(terminal.java(main, "--home", home, "replay", "course/algebra"))
        .contains("identical");
    assertThat(terminal.java(main, "--home", home, "verify")).isNotBlank();
  }

  @Test
  void aPluginOfAnEmbeddingProgramRuns() throws IOException {
    Path program = program("Shout.java", 1);
    String module = ROOT.resolve(GUESTS + "plugin/uppercase.wasm").toString();
    String home = folder.resolve("home").toString();
    assertThat(new Terminal(ROOT, folder).java(program.toString(), home, module))
        .isEqualTo("ONCE UPON A TIME\n");
  }

  @Test
  void aGuestCallsTheFunctionsOfAnEmbeddingProgram() throws IOException {
    Page page = page("docs/guide/embedding.md");
    Path program = program("Shop.java", 3);
    Files.write(folder.resolve("clerk.wasm"), Wat2Wasm.parse(page.fenced("wat").getFirst()));
    Path manifest = folder.resolve("clerk.toml");
    Files.writeString(manifest, page.fenced("text").getFirst());
    String home = folder.resolve("home").toString();
    assertThat(new Terminal(ROOT, folder).java(program.toString(), home, manifest.toString()))
        .isEqualTo(
            """
            24130000000000000100000000000000
            24130000000000000100000000000000
            nothing to ship
            parcels: 1
            """);
  }

  @Test
  void anOperationOfAnEmbeddingProgramIsFoundAndCalled() throws IOException {
    List<String> programs = page("docs/guide/embedding.md").fenced("java");
    Path source = folder.resolve("Height.java");
    Files.writeString(source, programs.get(4));
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
    Files.writeString(program, programs.get(5));
    String home = folder.resolve("home").toString();
    Terminal terminal = new Terminal(ROOT, folder);
    String[] call = {"-cp", path + File.pathSeparator + classes, program.toString(), home};
    assertThat(terminal.java(call)).isEqualTo("blocks: 0\nNOT_FOUND: no actor visits\n");
    terminal.java(visits.toString(), home, ROOT.resolve(GUESTS + "counter.toml").toString());
    assertThat(terminal.java(call)).isEqualTo("blocks: 2\nheight: 1\n");
  }

  @Test
  void aRequestOfAnEmbeddingProgramExpectsAHeadAndItsIndexFindsIt() throws IOException {
    List<String> programs = page("docs/guide/embedding.md").fenced("java");
    Path visits = folder.resolve("Visits.java");
    Files.writeString(visits, programs.getFirst());
    Path program = folder.resolve("Visitors.java");
    Files.writeString(program, programs.get(6));
    String home = folder.resolve("home").toString();
    Terminal terminal = new Terminal(ROOT, folder);
    terminal.java(visits.toString(), home, ROOT.resolve(GUESTS + "counter.toml").toString());
    assertThat(terminal.java(program.toString(), home))
        .isEqualTo("42\nsomebody came in between\nann: 1, bob: 0\n");
    assertThat(terminal.java(program.toString(), home))
        .isEqualTo("43\nsomebody came in between\nann: 2, bob: 0\n");
  }

  /** The page's program of that number, in a file of that name. */
  private Path program(String file, int number) throws IOException {
    String text = page("docs/guide/embedding.md").fenced("java").get(number);
    return Files.writeString(folder.resolve(file), text);
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }
}
