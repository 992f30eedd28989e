package dev.odeon.cli.theater;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Folder;
import dev.odeon.cli.Backend;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StoreGet;
import dev.odeon.protocol.StoreLabel;
import dev.odeon.protocol.StorePut;
import dev.odeon.protocol.StreamRequest;
import dev.odeon.store.ContentRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TheaterImportTest {
  @TempDir private Path theater = Path.of("");

  /** Stores what it is given, but for one content and one label that it refuses. */
  private static final class Choosy implements Backend {
    private final Map<String, Bytes> stored = new ConcurrentHashMap<>();
    private final Map<String, String> labels = new ConcurrentHashMap<>();

    @Override
    public <R> R ask(Request<R> request, ProgressListener progress) {
      return result(
          request,
          switch (request) {
            case StorePut put -> put(put.content());
            case StoreGet get -> get(stored.get(get.ref()), get);
            case StoreLabel label -> label(label);
            default -> throw new AssertionError("nobody asks for " + request);
          });
    }

    @SuppressWarnings("unchecked")
    private static <R> R result(Request<R> request, Object result) {
      return (R) result;
    }

    private StorePut.Result put(Bytes content) {
      if (content.equals(Bytes.utf8("bad"))) {
        throw new RequestException(ErrorCode.REFUSED, "the server does not take it");
      }
      String hash = ContentRef.of(content).hex();
      stored.put(hash, content);
      return new StorePut.Result(hash, content.size(), null, null);
    }

    private static StoreGet.Result get(Bytes content, StoreGet get) {
      int from = (int) get.offset();
      Long length = get.length();
      int to = length == null ? content.size() : (int) Math.min(content.size(), from + length);
      return new StoreGet.Result(get.ref(), content.size(), from, content.slice(from, to));
    }

    private StoreLabel.Result label(StoreLabel label) {
      if (label.label().equals("bad")) {
        throw new RequestException(ErrorCode.REFUSED, "the server knows no such label");
      }
      labels.put(label.label(), label.ref());
      return new StoreLabel.Result(label.label(), label.ref(), true);
    }

    @Override
    public <I, R> R stream(
        StreamRequest<I, R> request, Consumer<? super I> items, ProgressListener progress) {
      throw new AssertionError("nothing is listed");
    }

    @Override
    public void close() {}
  }

  @Test
  void goesOnAfterWhatAServerRefuses() throws IOException {
    String good = write("good");
    String bad = write("bad");
    String other = write("other");
    Files.createDirectories(theater.resolve("labels"));
    Files.writeString(theater.resolve("labels/bad"), good + "\n");
    Files.writeString(theater.resolve("labels/fine"), other + "\n");
    Choosy backend = new Choosy();

    try (Folder folder = Folder.open(theater);
        ProgressLine progress =
            new ProgressLine(System.err, false, "importing", TextFormat::count, Clock.system())) {
      TheaterImport.Result result =
          new TheaterImport(folder, theater, new TheaterStore(backend, "default"), progress).run();

      assertThat(result.contents()).isEqualTo(2);
      assertThat(result.labels()).isEqualTo(1);
      assertThat(result.problems().lines())
          .containsExactly(
              "data/" + bad + ": the server does not take it",
              "labels/bad: the server knows no such label");
    }
    assertThat(backend.labels)
        .containsOnly(Map.entry("fine", ContentRef.of(Bytes.utf8("other")).hex()));
  }

  private String write(String content) throws IOException {
    String sha1 = Sha1.of(new ByteArrayInputStream(Bytes.utf8(content).toArray()));
    Files.createDirectories(theater.resolve("data"));
    Files.writeString(theater.resolve("data").resolve(sha1), content);
    return sha1;
  }
}
