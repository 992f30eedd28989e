package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.host.Capabilities;
import dev.odeon.runtime.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages say is so: links lead somewhere, names exist, and what they show can be done. */
class DocsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String GUESTS = "guests/src/main/resources/dev/odeon/guests/";
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*)`");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  @TempDir private Path folder;

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> dead = new ArrayList<>();
    for (Page page : Page.all(ROOT)) {
      for (String link : page.links()) {
        if (!link.matches("https?:.*") && !leads(page, link)) {
          dead.add(ROOT.relativize(page.file()) + ": " + link);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyFormatIsInTheIndex() throws IOException {
    Page index = page("docs/formats/README.md");
    try (Stream<Path> pages = Files.list(index.file().getParent())) {
      assertThat(pages.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(index.links()).contains(name));
    }
  }

  @Test
  void everyTestThatIsNamedExists() {
    Map<String, String> sources = testSources();
    List<MatchResult> named =
        Page.all(ROOT).stream().flatMap(page -> TEST.matcher(page.text()).results()).toList();
    assertThat(named).hasSizeGreaterThan(20);
    assertThat(named.stream().filter(test -> !exists(sources, test)).map(MatchResult::group))
        .isEmpty();
  }

  @Test
  void everyRoomHasItsRowInTheArchitecture() throws IOException {
    List<String> told =
        page("ARCHITECTURE.md").rows().stream()
            .filter(row -> row.size() == 3 && row.get(1).matches("`[a-z/]+`"))
            .map(row -> row.get(1).replace("`", ""))
            .toList();
    assertThat(told).containsExactlyInAnyOrderElementsOf(rooms());
  }

  @Test
  void whoEmbedsGetsTheVersionOfEveryRoom() throws IOException {
    String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
    Set<String> notEmbedded = Set.of("testkit", "cli", "bench", "bom", "examples/embed");
    List<String> rooms = rooms().stream().filter(room -> !notEmbedded.contains(room)).toList();
    assertThat(rooms).contains("runtime", "execution");
    assertThat(rooms)
        .allSatisfy(
            room -> assertThat(bom).contains("<artifactId>odeon-" + room + "</artifactId>"));
  }

  @Test
  void everyMainTypeIsInItsRoom() {
    List<List<String>> rows =
        page("ARCHITECTURE.md").rows().stream()
            .filter(row -> row.size() == 3 && TYPE.matcher(row.getFirst()).lookingAt())
            .toList();
    assertThat(rows).hasSizeGreaterThan(10);
    for (List<String> row : rows) {
      // A part of a room is written room.part.
      String[] place = row.get(1).split("\\.");
      TYPE.matcher(row.getFirst())
          .results()
          .map(found ->
              "%s/src/main/java/dev/odeon/%s/%s.java"
                  .formatted(place[0], String.join("/", place), found.group(1)))
          .forEach(source -> assertThat(ROOT.resolve(source)).exists());
    }
  }

  @Test
  void everyManifestThatIsShownIsUnderstood() {
    Set<String> grantable = new Capabilities().names();
    List<String> shown =
        Page.all(ROOT).stream().flatMap(page -> page.fenced("toml").stream()).toList();
    assertThat(shown).hasSizeGreaterThan(2);
    assertThat(shown).allSatisfy(toml -> Manifest.parse("the page", Bytes.utf8(toml), grantable));
    assertThat(shown).anySatisfy(toml -> assertThat(toml).contains(grantable));
  }

  @Test
  void theReadmesTryOutGoesAsItIsShown() throws IOException {
    for (String file : List.of("counter.toml", "counter.wasm", "plugin/uppercase.wasm")) {
      Path copy = folder.resolve(GUESTS + file);
      Files.createDirectories(copy.getParent());
      Files.copy(ROOT.resolve(GUESTS + file), copy);
    }
    List<Page.Exchange> shown = page("README.md").exchanges();
    assertThat(shown).hasSizeBetween(5, 12);
    new Terminal(ROOT, folder).replay(shown);
  }

  @Test
  void theFirstActorIsMadeAsItIsShown() throws IOException {
    Page guide = page("docs/guide/first-actor.md");
    Files.writeString(folder.resolve("guestbook.wat"), guide.fenced("wat").getFirst());
    Files.writeString(folder.resolve("guestbook.toml"), guide.fenced("toml").getFirst());
    List<Page.Exchange> shown = guide.exchanges();
    assertThat(shown).hasSizeGreaterThan(5);
    new Terminal(ROOT, folder).replay(shown);
  }

  @Test
  void theFirstPluginIsMadeAsItIsShown() throws IOException {
    Page guide = page("docs/guide/plugins.md");
    Files.writeString(folder.resolve("words.rs"), guide.fenced("rust").getFirst());
    Files.writeString(folder.resolve("words.c"), guide.fenced("c").getFirst());
    List<Page.Exchange> shown = guide.exchanges();
    assertThat(shown).hasSizeGreaterThan(5);
    new Terminal(ROOT, folder).replay(shown);
  }

  @Test
  void theTourOfTheStoreGoesAsItIsShown() throws IOException {
    Page guide = page("docs/guide/store.md");
    Files.writeString(folder.resolve("tea.txt"), guide.fenced("text").get(0));
    Files.writeString(folder.resolve("better.txt"), guide.fenced("text").get(1));
    List<Page.Exchange> shown = guide.exchanges();
    assertThat(shown).hasSizeGreaterThan(15);
    new Terminal(ROOT, folder).replay(shown);
  }

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

  private static List<String> rooms() throws IOException {
    return MODULE
        .matcher(Files.readString(ROOT.resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static boolean exists(Map<String, String> sources, MatchResult test) {
    String source = sources.get(test.group(1));
    return source != null
        && (test.group(2) == null || source.contains("void " + test.group(2) + "("));
  }

  private static Page page(String name) {
    return Page.read(ROOT.resolve(name));
  }

  private static boolean leads(Page page, String link) {
    String[] parts = link.split("#", 2);
    Path target =
        parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
    if (!Files.exists(target) || !target.startsWith(ROOT)) {
      return false;
    }
    return parts.length == 1 || Page.read(target).anchors().contains(parts[1]);
  }

  /** The sources of all test classes; those of one name in two rooms as one. */
  private static Map<String, String> testSources() {
    Map<String, String> sources = new TreeMap<>();
    for (String room : new TreeSet<>(List.of(ROOT.toFile().list()))) {
      Path tests = ROOT.resolve(room).resolve("src/test/java/dev/odeon").resolve(room);
      if (Files.isDirectory(tests)) {
        add(sources, tests);
      }
    }
    return sources;
  }

  private static void add(Map<String, String> sources, Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file ->
              sources.merge(
                  file.getFileName().toString().replace(".java", ""),
                  Page.read(file).text(),
                  String::concat));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
