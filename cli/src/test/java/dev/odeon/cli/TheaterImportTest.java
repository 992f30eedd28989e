package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Folder;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TheaterImportTest {
  @TempDir private Path theater = Path.of("");

  /** Keeps what it is given, but for one content and one label that it refuses. */
  private static final class Choosy implements Shelf {
    private final SortedMap<Label, List<ContentRef>> labels =
        Collections.synchronizedSortedMap(new TreeMap<>(Comparator.comparing(Label::name)));

    @Override
    public ContentRef put(DiskFile file, Path path) {
      ByteBuffer all = ByteBuffer.allocate((int) file.size());
      file.readFully(0, all);
      Bytes content = Bytes.wrap(all.array());
      if (content.equals(Bytes.utf8("bad"))) {
        throw Failure.failed("the server does not take it");
      }
      return ContentRef.of(content);
    }

    @Override
    public boolean holds(ContentRef ref, DiskFile file, String sha1) {
      return true;
    }

    @Override
    public InputStream open(ContentRef ref) {
      throw Failure.failed("nothing is given back");
    }

    @Override
    public void contents(Consumer<ContentRef> each) {
      throw Failure.failed("nothing is listed");
    }

    @Override
    public SortedMap<Label, List<ContentRef>> labels() {
      return labels;
    }

    @Override
    public void add(Label label, ContentRef ref) {
      if (label.name().equals("bad")) {
        throw Failure.failed("the server knows no such label");
      }
      labels.put(label, List.of(ref));
    }
  }

  @Test
  void goesOnAfterWhatAServerRefuses() throws IOException {
    String good = write("good");
    String bad = write("bad");
    String other = write("other");
    Files.createDirectories(theater.resolve("labels"));
    Files.writeString(theater.resolve("labels/bad"), good + "\n");
    Files.writeString(theater.resolve("labels/fine"), other + "\n");
    Choosy shelf = new Choosy();

    try (Folder folder = Folder.open(theater);
        Progress progress = new Progress(System.err, false, "importing")) {
      TheaterImport.Result result = new TheaterImport(folder, theater, shelf, progress).run();

      assertThat(result.contents()).isEqualTo(2);
      assertThat(result.labels()).isEqualTo(1);
      assertThat(result.problems().lines())
          .containsExactly(
              "data/" + bad + ": the server does not take it",
              "labels/bad: the server knows no such label");
    }
    assertThat(shelf.labels())
        .containsOnlyKeys(new Label("fine"))
        .containsValue(List.of(ContentRef.of(Bytes.utf8("other"))));
  }

  private String write(String content) throws IOException {
    String sha1 = Sha1.of(new ByteArrayInputStream(Bytes.utf8(content).toArray()));
    Files.createDirectories(theater.resolve("data"));
    Files.writeString(theater.resolve("data").resolve(sha1), content);
    return sha1;
  }
}
