package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.log.LogException;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of the log of all chains: where they begin, what they find, when they end. */
class BlockSubscriptionTest {
  private static final Key A = Key.actor("a");
  private static final Key B = Key.actor("b");

  private final SimDisk disk = new SimDisk(1);

  private static List<Long> found(Chains chains, BlockFilter filter, StartPoint start) {
    List<Long> found = new ArrayList<>();
    chains.find(filter, start, block -> found.add(block.sequence()));
    return found;
  }

  private static List<Long> sequences(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> (long) i).toList();
  }

  private static Block block(Key key, @Nullable Head head, long millis, Event... events) {
    BlockHeader header = Samples.header(key, head, Outcome.RETURNED);
    return Block.of(
        new BlockHeader(
            key,
            header.height(),
            header.parent(),
            millis,
            header.module(),
            header.metering(),
            header.seed(),
            null,
            List.of(),
            header.outcome(),
            null),
        List.of(events));
  }

  @Test
  void givesWhatIsThereThenWhatComes() {
    try (Chains chains = Home.open(disk);
        BlockSubscription all = chains.follow(BlockFilter.all(), StartPoint.START)) {
      assertThat(all.poll()).isNull();
      Home.grow(chains, A, 3);
      assertThat(all.next().position()).hasToString("0.0");
      assertThat(all.hasNext()).isTrue();
      assertThat(all.next().block().height()).isEqualTo(1);
      assertThat(all.next().sequence()).isEqualTo(2);
      assertThat(all.poll()).isNull();
      try (BlockSubscription fresh = chains.follow(BlockFilter.all(), StartPoint.END)) {
        Home.grow(chains, B, 1);
        assertThat(fresh.next().sequence()).isEqualTo(3);
      }
      assertThat(all.next().block().key()).isEqualTo(B);
    }
  }

  @Test
  void goesOnAfterAnEventInTheMiddleOfABlock() {
    try (Chains chains = Home.open(disk)) {
      Home.append(
          chains,
          block(
              A,
              null,
              Samples.TIME,
              Samples.message("m", "x"),
              Event.of("sold", EventData.Domain.of(Bytes.utf8("1"))),
              Event.of("sold", EventData.Domain.of(Bytes.utf8("2")))));
      List<Integer> events = new ArrayList<>();
      chains.find(
          BlockFilter.all(),
          new StartPoint.After(EventPosition.parse("0.1")),
          found -> events.addAll(found.events()));
      assertThat(events).containsExactly(2);
      assertThat(found(chains, BlockFilter.all(), new StartPoint.After(EventPosition.parse("0.2"))))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.1  | block 0 ends with 0.0",
        "3.0  | the last block is 2",
        "99.7 | the last block is 2",
      })
  void refusesAPositionThatIsNotThere(String position, String what) {
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 3);
      assertThatThrownBy(() ->
              chains.follow(BlockFilter.all(), new StartPoint.After(EventPosition.parse(position))))
          .isInstanceOfSatisfying(
              ChainException.class,
              e -> assertThat(e.reason()).isEqualTo(ChainException.Reason.POSITION))
          .hasMessage(
              "there is no position %s: %s; begin at one that is there, or at the start"
                  .formatted(position, what));
      assertThat(chains.followers()).isZero();
    }
  }

  @Test
  void refusesAPositionOfAnEmptyHomeAndOneThatIsNotKept() {
    try (Chains chains = Home.open(disk)) {
      assertThatThrownBy(
              () -> chains.follow(BlockFilter.all(), new StartPoint.After(new EventPosition(0, 0))))
          .hasMessageContaining("there is no position 0.0: no block is there yet");
    }
    assertThatThrownBy(() -> BlockSearch.requireThere(4, "4.1", 7, 9))
        .hasMessageContaining("there is no position 4.1: what is kept begins with 7.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.",
        ".1",
        "-1.0",
        "1.-1",
        "1.0.0",
        "a.b",
        "1.0\n",
        "99999999999999999999.0"
      })
  void refusesWhatIsNoPosition(String text) {
    assertThatThrownBy(() -> EventPosition.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a position: it is the number of a block, a dot and the index")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void takesNoMoreReadersThanAreAllowed() {
    try (Chains chains = Home.open(disk)) {
      chains.followersMax(2);
      BlockSubscription first = chains.follow(BlockFilter.all(), StartPoint.START);
      BlockSubscription second = chains.follow(BlockFilter.all(), StartPoint.END);
      assertThatThrownBy(() -> chains.follow(BlockFilter.all(), StartPoint.START))
          .isInstanceOfSatisfying(
              ChainException.class,
              e -> assertThat(e.reason()).isEqualTo(ChainException.Reason.FULL))
          .hasMessage(
              "2 readers follow this home already, and no more may: end one, or raise the limit");
      first.close();
      first.close();
      try (BlockSubscription third = chains.follow(BlockFilter.all(), StartPoint.START)) {
        assertThat(third.poll()).isNull();
      }
      second.close();
      assertThat(chains.followers()).isZero();
    }
  }

  @Test
  void givesTenThousandReadersTheSame() {
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 2);
      List<BlockSubscription> readers = new ArrayList<>();
      for (int i = 0; i < Chains.FOLLOWERS_MAX; i++) {
        readers.add(chains.follow(BlockFilter.of(i % 2 == 0 ? A : B), StartPoint.END));
      }
      assertThatThrownBy(() -> chains.follow(BlockFilter.all(), StartPoint.END))
          .hasMessageStartingWith("10,000 readers follow this home already");
      Home.grow(chains, A, 1);
      Home.grow(chains, B, 1);
      for (int i = 0; i < readers.size(); i++) {
        assertThat(readers.get(i).next().sequence()).as("reader %d", i).isEqualTo(2 + i % 2);
        assertThat(readers.get(i).poll()).isNull();
        readers.get(i).close();
      }
      assertThat(chains.followers()).isZero();
    }
  }

  @Test
  void endsWhenItIsClosedAndWithTheHome() {
    Chains chains = Home.open(disk);
    BlockSubscription one = chains.follow(BlockFilter.all(), StartPoint.START);
    Home.grow(chains, A, 1);
    one.close();
    assertThat(one.hasNext()).isFalse();
    assertThatThrownBy(one::next).hasMessage("the subscription is closed");
    BlockSubscription other = chains.follow(BlockFilter.all(), StartPoint.END);
    Thread closes = Threads.system().start("closes", 0, chains::close);
    assertThat(other.hasNext()).isFalse();
    assertThat(other.isClosed()).isTrue();
    assertThat(closes).isNotNull();
  }

  @Test
  void leavesAStuckReaderWhereItIs() {
    try (Chains chains = Home.open(disk);
        BlockSubscription stuck = chains.follow(BlockFilter.all(), StartPoint.START);
        BlockSubscription other = chains.follow(BlockFilter.all(), StartPoint.START)) {
      Home.grow(chains, A, 1);
      assertThat(stuck.next().sequence()).isZero();
      Home.grow(chains, A, 2000); // several segments, and far more than a reader holds
      for (long sequence = 0; sequence <= 2000; sequence++) {
        assertThat(other.next().sequence()).isEqualTo(sequence);
      }
      for (long sequence = 1; sequence <= 2000; sequence++) {
        assertThat(stuck.next().sequence()).isEqualTo(sequence);
      }
      assertThat(stuck.poll()).isNull();
    }
  }

  @Test
  void beginsWithATimeAlsoWhereLongTurnsStandAfterLaterOnes() {
    try (Chains chains = Home.open(disk)) {
      Head head = null;
      long[] times = new long[600];
      for (int i = 0; i < times.length; i++) {
        // Every tenth turn took three seconds.
        times[i] = 100_000 + 400L * i - (i % 10 == 0 ? 3_000 : 0);
        head =
            Home.append(
                chains, block(A, head, times[i], Samples.message("m" + i, "x".repeat(300))));
      }
      for (long since = 96_000; since < 345_000; since += 777) {
        long from = since;
        List<Long> wanted =
            IntStream.range(0, times.length)
                .filter(i -> times[i] >= from)
                .mapToObj(i -> (long) i)
                .toList();
        assertThat(found(chains, BlockFilter.all(), new StartPoint.Since(since))).isEqualTo(wanted);
      }
    }
    try (Chains chains = Home.open(disk)) {
      assertThat(found(chains, BlockFilter.all(), new StartPoint.Since(339_600)))
          .containsExactly(599L);
      assertThat(found(chains, BlockFilter.all(), new StartPoint.Since(339_601))).isEmpty();
      Head head = chains.head(A).orElseThrow();
      Home.append(chains, block(A, head, 400_000, Samples.message("late", "x")));
      assertThat(found(chains, BlockFilter.all(), new StartPoint.Since(339_601)))
          .containsExactly(600L);
    }
  }

  @Test
  void findsTheLastBlocksOfAKind() {
    try (Chains chains = Home.open(disk)) {
      Head head = null;
      for (int i = 0; i < 1000; i++) {
        Event message = Samples.message("m" + i, "x");
        head =
            Home.append(
                chains,
                i % 100 == 7
                    ? block(
                        A,
                        head,
                        Samples.TIME,
                        message,
                        new Event(Event.NOTE_NAME, new EventData.Note("n")))
                    : block(A, head, Samples.TIME, message));
      }
      BlockFilter notes = BlockFilter.of(A).withTypes(List.of("note"));
      assertThat(found(chains, notes, chains.last(notes, StartPoint.START, 3)))
          .containsExactly(707L, 807L, 907L);
      assertThat(found(chains, notes, chains.last(notes, StartPoint.START, 99))).hasSize(10);
      assertThat(found(chains, notes, chains.last(notes, new StartPoint.At(800), 3)))
          .containsExactly(807L, 907L);
      assertThat(chains.last(notes, StartPoint.START, 0)).isEqualTo(StartPoint.END);
      BlockFilter all = BlockFilter.all();
      assertThat(found(chains, all, chains.last(all, StartPoint.START, 5)))
          .isEqualTo(sequences(995, 1000));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "reply | true",
        "request | true",
        "handle-request | true",
        "theater:simple/client#handle-request | true",
        "client#handle-request | true",
        "simple/client#handle-request | false",
        "equest | false",
        "message | false",
      })
  void knowsTheNamesOfAnEvent(String type, boolean is) {
    EncodedEvent event =
        new EncodedEvent(
            Event.of("theater:simple/client#handle-request", new EventData.Reply(Bytes.utf8("x")))
                .encoded());
    assertThat(EventTypes.is(event, type)).isEqualTo(is);
  }

  @Test
  void readsNothingWhereTheIndicesKnowNothing() {
    try (Chains chains = Home.open(disk)) {
      Home.grow(chains, A, 3000);
      Head head = chains.head(A).orElseThrow();
      Head _ =
          Home.append(
              chains,
              block(
                  A,
                  head,
                  Samples.TIME,
                  Event.of(
                      "x",
                      new EventData.Message(
                          new MessageId.Sent(B, 4, 1),
                          Lane.NORMAL,
                          1,
                          Bytes.utf8("b"),
                          null,
                          "cause",
                          null,
                          null,
                          null)),
                  new Event(Event.NOTE_NAME, new EventData.Note("n"))));
      Home.grow(chains, A, 3000);
      // Whoever reads this segment fails.
      disk.flip(segments().get(1), 20_000, 3);
      assertThatThrownBy(() -> found(chains, BlockFilter.all(), StartPoint.START))
          .isInstanceOf(LogException.Damaged.class);
      for (BlockFilter filter :
          List.of(
              BlockFilter.all().withTypes(List.of("note")),
              BlockFilter.of("default").withTypes(List.of("log")),
              BlockFilter.all().withCorrelation("b/4/1"),
              BlockFilter.of(A).withTypes(List.of("note")))) {
        assertThat(found(chains, filter, StartPoint.START)).as("%s", filter).containsExactly(3000L);
      }
      assertThat(found(chains, BlockFilter.of(B), StartPoint.START)).isEmpty();
      assertThat(found(chains, BlockFilter.of(A), new StartPoint.At(5990)))
          .isEqualTo(sequences(5990, 6001));
    }
  }

  private List<Path> segments() {
    return disk.files().stream()
        .filter(file -> file.startsWith(Home.FOLDER.resolve("log")))
        .sorted()
        .toList();
  }

  @Test
  void findsTheSameWithoutTheFilesOfTheIndices() {
    List<Long> before;
    BlockFilter filter = BlockFilter.of("default").inCategory("binary").withTypes(List.of("send"));
    try (Chains chains = Home.open(disk)) {
      for (int i = 0; i < 30; i++) {
        Home.grow(chains, A, 17);
        Home.grow(chains, Samples.OTHER, 1);
      }
      before = found(chains, filter, StartPoint.START);
    }
    assertThat(before).hasSize(30);
    Set<String> deleted = new HashSet<>();
    disk.files().stream()
        .filter(file -> file.toString().matches(".*\\.(terms|times|correlations)"))
        .forEach(file -> {
          deleted.add(file.toString().replaceFirst(".*\\.", ""));
          disk.delete(file);
        });
    assertThat(deleted).containsExactlyInAnyOrder("terms", "times", "correlations");
    try (Chains chains = Home.open(disk)) {
      assertThat(found(chains, filter, StartPoint.START)).isEqualTo(before);
      assertThat(found(chains, filter.withCorrelation("m-body 3"), StartPoint.START)).hasSize(1);
      assertThat(found(chains, filter, new StartPoint.Since(Samples.TIME))).isEqualTo(before);
    }
  }
}
