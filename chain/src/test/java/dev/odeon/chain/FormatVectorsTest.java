package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The formats are for ever: these bytes and hashes never change. */
class FormatVectorsTest {
  @Test
  void encodesEveryVectorToItsBytesAndHash() throws IOException {
    if ("write".equals(System.getProperty("odeon.golden"))) {
      StringBuilder text = new StringBuilder();
      computed().forEach((name, vector) -> text.append(name + "\n" + vector + "\n\n"));
      Files.writeString(
          Path.of("src", "test", "resources", "dev", "odeon", "chain", "vectors.txt"), text);
      return;
    }
    assertThat(computed()).containsExactlyEntriesOf(recorded());
  }

  @Test
  void decodesEveryVectorToWhatItWas() {
    Samples.events()
        .forEach((name, event) -> assertThat(Event.decode(event.encoded())).isEqualTo(event));
    for (BlockHeader header : headers().values()) {
      assertThat(BlockHeader.decode(header.encoded())).isEqualTo(header);
    }
    assertThat(Commit.decode(commit().encoded())).isEqualTo(commit());
    assertThat(Content.decode(content().encoded())).isEqualTo(content());
    for (Intent intent : List.of(firstIntent(), batchIntent(), laterIntent())) {
      assertThat(Intent.decode(intent.encoded())).isEqualTo(intent);
    }
  }

  @Test
  void standInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "formats", "chain.md"));
    assertThat(recorded())
        .allSatisfy((name, vector) -> assertThat(page).contains(name + "\n" + vector));
  }

  /** Name to bytes and hash, as the page shows them. */
  private static Map<String, String> computed() {
    Map<String, String> vectors = new LinkedHashMap<>();
    Samples.events()
        .forEach(
            (name, event) -> vectors.put("event: " + name, shown(event.encoded(), event.hash())));
    headers()
        .forEach((name, header) ->
            vectors.put("header: " + name, shown(header.encoded(), Hash.of(header.encoded()))));
    vectors.put("commit of two blocks", shown(commit().encoded(), Hash.of(commit().encoded())));
    vectors.put("content", shown(content().encoded(), content().hash()));
    vectors.put("intent: first", shown(firstIntent().encoded(), Hash.of(firstIntent().encoded())));
    vectors.put(
        "intent: of a batch", shown(batchIntent().encoded(), Hash.of(batchIntent().encoded())));
    vectors.put("intent: later", shown(laterIntent().encoded(), Hash.of(laterIntent().encoded())));
    return vectors;
  }

  private static Map<String, BlockHeader> headers() {
    Map<String, BlockHeader> headers = new LinkedHashMap<>();
    Block first = Samples.block(Samples.COUNTER, null, "one");
    headers.put("returned, height 0", first.header());
    headers.put(
        "rejected",
        Samples.header(Samples.COUNTER, first.head(), new Outcome.Rejected("too late")));
    headers.put(
        "trapped",
        Samples.header(Samples.OTHER, null, new Outcome.Trapped("unreachable", "handle-send")));
    headers.put(
        "exhausted",
        Samples.header(Samples.OTHER, null, new Outcome.Exhausted(Outcome.Limit.MEMORY)));
    headers.put("cancelled", Samples.header(Samples.OTHER, null, new Outcome.Cancelled()));
    headers.put(
        "no module, state and fuel",
        new BlockHeader(
            Samples.COUNTER,
            1,
            first.hash(),
            1_700_000_000_001L,
            null,
            1,
            Samples.SEED,
            Samples.MANIFEST,
            List.of(Samples.MODULE, Samples.MANIFEST),
            Outcome.RETURNED,
            4_294_967_296L));
    return headers;
  }

  private static Commit commit() {
    Block first = Samples.block(Samples.COUNTER, null, "one");
    Block second = Samples.block(Samples.COUNTER, first.head(), "two");
    return Commit.of(first, second);
  }

  private static Content content() {
    return Content.of(Bytes.utf8("content"));
  }

  private static Intent firstIntent() {
    return new Intent(
        Samples.COUNTER,
        4,
        0,
        Samples.MODULE,
        List.of(Event.note("before")),
        new Intent.First(
            Samples.MODULE,
            1,
            1_700_000_000_000L,
            Samples.SEED,
            List.of(Samples.message("order-1", "hello"))));
  }

  private static Intent batchIntent() {
    return new Intent(
        Samples.COUNTER,
        4,
        0,
        Samples.MODULE,
        List.of(),
        new Intent.First(
            Samples.MODULE,
            1,
            1_700_000_000_000L,
            Samples.SEED,
            List.of(Samples.message("order-1", "hello"), Samples.message("order-2", "world"))));
  }

  private static Intent laterIntent() {
    return new Intent(Samples.COUNTER, 4, 1, Samples.MANIFEST, List.of(), null);
  }

  private static String shown(Bytes bytes, Hash hash) {
    return bytes.hex() + "\n" + hash.hex();
  }

  /** Three lines a vector: name, bytes, hash. */
  private static Map<String, String> recorded() {
    try (InputStream in =
        Objects.requireNonNull(FormatVectorsTest.class.getResourceAsStream("vectors.txt"))) {
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      Map<String, String> vectors = new LinkedHashMap<>();
      for (int i = 0; i < lines.size(); i += 3) {
        vectors.put(lines.get(i), lines.get(i + 1) + "\n" + lines.get(i + 2));
      }
      return vectors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
