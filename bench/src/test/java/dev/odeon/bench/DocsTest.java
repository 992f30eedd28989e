package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.host.Capabilities;
import dev.odeon.host.capability.OwnCapabilities;
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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say is so: links lead somewhere, names exist, manifests are understood. */
class DocsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Its TOML is the settings of a server. */
  private static final Path SETTINGS = Path.of("docs/guide/operating.md");

  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");
  private static final Pattern TYPE = Pattern.compile("`([A-Z]\\w*)`");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

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
  void everyTestThatIsNamedExists() throws IOException {
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
    Set<String> notEmbedded =
        Set.of("testkit", "cli", "demo", "bench", "bom", "examples/embed", "examples/bank");
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
    Capabilities offered = OwnCapabilities.all();
    List<String> shown =
        Page.all(ROOT).stream()
            .filter(page -> !page.file().endsWith(SETTINGS))
            .flatMap(page -> page.fenced("toml").stream())
            .toList();
    assertThat(shown).hasSizeGreaterThan(2);
    assertThat(shown).allSatisfy(toml -> Manifest.parse("the page", Bytes.utf8(toml), offered));
    assertThat(shown).anySatisfy(toml -> assertThat(toml).contains(offered.names()));
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
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String room : rooms()) {
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
