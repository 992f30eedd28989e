package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeCacheTest {
  private static final Hash NAME = Hash.of(Bytes.utf8("name"));
  private static final Hash OTHER = Hash.of(Bytes.utf8("other"));
  private static final Bytes CODE = Bytes.utf8("code");
  private static final long SIZE_MAX = 1000;

  @TempDir private Path place;
  private final AtomicLong millis = new AtomicLong(1_000_000_000);
  private Path folder;
  private Path key;
  private CodeCache cache;

  @BeforeEach
  void open() {
    folder = place.resolve("derived/cache");
    key = place.resolve("keys/code");
    cache = opened();
  }

  private CodeCache opened() {
    Clock clock =
        new Clock() {
          @Override
          public long millis() {
            return millis.getAndIncrement();
          }

          @Override
          public long nanos() {
            return millis() * 1_000_000;
          }
        };
    return CodeCache.open(Disk.system(), clock, Entropy.system(), folder, key, SIZE_MAX);
  }

  @Test
  void givesBackWhatWasPut() {
    assertThat(cache.get(NAME)).isEmpty();

    cache.put(NAME, CODE);
    cache.put(OTHER, Bytes.empty());

    assertThat(cache.get(NAME)).contains(CODE);
    assertThat(cache.get(OTHER)).contains(Bytes.empty());
    assertThat(opened().get(NAME)).contains(CODE);
  }

  @Test
  void keepsTheKeyToItsOwner() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(Files.size(key)).isEqualTo(32 + 4);
    assertThat(place.resolve("keys").toFile().list()).containsExactly("code");
  }

  @Test
  void takesNothingThatWasMadeWithAnotherKey() throws IOException {
    cache.put(NAME, CODE);
    Files.delete(key);

    assertThat(opened().get(NAME)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void takesNoEntryUnderAnotherName() throws IOException {
    cache.put(NAME, CODE);
    Files.move(folder.resolve(NAME.hex()), folder.resolve(OTHER.hex()));

    assertThat(cache.get(OTHER)).isEmpty();
  }

  @Test
  void noticesEveryFlippedBitAndEveryCut() throws IOException {
    cache.put(NAME, CODE);
    Path file = folder.resolve(NAME.hex());
    byte[] whole = Files.readAllBytes(file);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      assertThat(cache.get(NAME)).as("bit %d", bit).isEmpty();
      assertThat(file).doesNotExist();
    }
    for (int size = 0; size < whole.length; size++) {
      Files.write(file, Arrays.copyOf(whole, size));
      assertThat(cache.get(NAME)).as("%d bytes", size).isEmpty();
    }
    Files.write(file, whole);
    assertThat(cache.get(NAME)).contains(CODE);
  }

  @Test
  void dropsTheOldestWhenItIsFull() throws IOException {
    Bytes large = Bytes.wrap(new byte[400]);
    for (int i = 0; i < 5; i++) {
      cache.put(Hash.of(Bytes.utf8("" + i)), large);
    }

    assertThat(Stream.of("0", "1", "2", "3", "4").map(this::get).map(Optional::isPresent))
        .containsExactly(false, false, false, true, true);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void keepsWhatIsUsedWhenItIsFull() {
    Bytes large = Bytes.wrap(new byte[290]);
    Stream.of("often", "once", "never")
        .forEach(name -> cache.put(Hash.of(Bytes.utf8(name)), large));
    cache.get(Hash.of(Bytes.utf8("once")));
    opened().get(Hash.of(Bytes.utf8("often")));

    cache.put(NAME, large);
    assertThat(get("never")).isEmpty();
    cache.put(OTHER, large);
    assertThat(get("once")).isEmpty();

    assertThat(get("often")).contains(large);
    assertThat(cache.get(NAME)).contains(large);
    assertThat(cache.get(OTHER)).contains(large);
  }

  private Optional<Bytes> get(String name) {
    return cache.get(Hash.of(Bytes.utf8(name)));
  }

  @Test
  void keepsNothingLargerThanItself() {
    cache.put(NAME, Bytes.wrap(new byte[(int) SIZE_MAX]));

    assertThat(cache.get(NAME)).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void clearsAwayWhatAnotherProcessLeftUnfinished() throws IOException {
    cache.put(NAME, CODE);
    abandon("old.tmp");
    millis.addAndGet(3_600_001);
    cache.put(OTHER, CODE);
    abandon("new.tmp");

    cache.put(Hash.of(CODE), CODE);

    assertThat(folder.resolve("old.tmp")).doesNotExist();
    assertThat(folder.resolve("new.tmp")).exists();
  }

  private void abandon(String name) throws IOException {
    Path file = Files.write(folder.resolve(name), new byte[10]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(millis.get()));
  }

  @Test
  void livesWithAFolderThatCannotBeUsed() throws IOException {
    Files.createDirectories(place.resolve("derived"));
    Files.writeString(folder, "a file in its place");

    cache.put(NAME, CODE);

    assertThat(cache.get(NAME)).isEmpty();
  }

  /** A crash right after the key was made can leave it empty. */
  @Test
  void makesAnotherKeyIfItIsNone() throws IOException {
    cache.put(NAME, CODE);
    Files.write(key, new byte[0]);

    CodeCache next = opened();

    assertThat(Files.size(key)).isEqualTo(32 + 4);
    assertThat(next.get(NAME)).isEmpty();
    next.put(NAME, CODE);
    assertThat(opened().get(NAME)).contains(CODE);
  }

  @Test
  void keepsNothingWithoutAKey() throws IOException {
    Files.delete(key);
    Files.createDirectory(key);

    CodeCache without = opened();
    without.put(NAME, CODE);

    assertThat(without.get(NAME)).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void isSharedByThreadsAndInstances() throws Exception {
    CodeCache second = opened();
    Thread[] threads = new Thread[4];
    Throwable[] failures = new Throwable[4];
    for (int t = 0; t < threads.length; t++) {
      int number = t;
      CodeCache mine = t % 2 == 0 ? cache : second;
      threads[t] =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    mine.put(NAME, CODE);
                    mine.get(NAME).ifPresent(found -> assertThat(found).isEqualTo(CODE));
                    mine.put(Hash.of(Bytes.utf8(number + "-" + i)), Bytes.wrap(new byte[100]));
                  }
                } catch (Throwable e) {
                  failures[number] = e;
                }
              });
    }
    for (Thread each : threads) {
      each.join();
    }

    assertThat(failures).containsOnlyNulls();
    cache.put(NAME, CODE);
    assertThat(second.get(NAME)).contains(CODE);
  }
}
