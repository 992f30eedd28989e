package dev.odeon.runtime.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is open of many requests, and whose deadline comes first. */
class OpenRequestIndexTest {
  private static final long AGE = 1_000;

  private RequestChange next = RequestChange.NONE;
  private final List<Block> blocks = new ArrayList<>();
  private final OpenRequestIndex index = new OpenRequestIndex(_ -> next, Duration.ofMillis(AGE));

  {
    index.reads(sequence -> blocks.get((int) sequence));
  }

  /** A block of {@code actor} that opens one request, and ends others. */
  private Block block(
      String actor, long millis, @Nullable String opens, @Nullable Long deadline, String... ends) {
    next = new RequestChange(opens, deadline, List.of(ends));
    Block block =
        Block.of(
            new BlockHeader(
                Key.actor(actor),
                blocks.size(),
                Hash.ZERO,
                millis,
                null,
                1,
                Bytes.wrap(new byte[BlockHeader.SEED_SIZE]),
                null,
                List.of(),
                Outcome.RETURNED,
                null),
            List.of(Event.of("stopped", new EventData.Because("why"))));
    blocks.add(block);
    index.block(
        blocks.size() - 1,
        block,
        (key, value, payload) -> index.entries().put(key, value, payload, millis));
    return block;
  }

  private static List<String> ids(List<OpenRequest> requests) {
    return requests.stream().map(OpenRequest::id).toList();
  }

  @Test
  void knowsWhatIsOpenOfEachActorInTheOrderOfTheLog() {
    Block first = block("a", 1, "z", null);
    block("b", 2, "z", null);
    block("a", 3, "y", 9L);
    Block ends = block("a", 4, "x", null, "y", "never");

    assertThat(ids(index.list(Key.actor("a")))).containsExactly("z", "x");
    assertThat(ids(index.list(Key.actor("b")))).containsExactly("z");
    assertThat(index.list(Key.actor("c"))).isEmpty();
    assertThat(index.get(Key.actor("a"), "y")).isNull();
    assertThat(index.count()).isEqualTo(3);
    assertThat(index.count(Key.actor("a"))).isEqualTo(2);
    assertThat(index.taken(Key.actor("a"), "z")).isEqualTo(first);
    assertThat(index.closed(Key.actor("a"), "z")).isNull();
    assertThat(index.taken(Key.actor("a"), "y")).isEqualTo(blocks.get(2));
    assertThat(index.closed(Key.actor("a"), "y")).isEqualTo(ends);
    assertThat(index.taken(Key.actor("a"), "never")).isNull();
  }

  @Test
  void findsWhatIsDueBySenderDeadlineOrAge() {
    block("a", 100, "aged", null);
    block("a", 200, "soon", 300L);
    block("a", 200, "far", Long.MAX_VALUE);
    block("a", 201, "same", 300L);

    assertThat(index.due(299)).isEmpty();
    assertThat(ids(index.due(300))).containsExactly("soon", "same");
    assertThat(ids(index.due(100 + AGE))).containsExactly("soon", "same", "aged");
    assertThat(Objects.requireNonNull(index.firstAfter(Long.MIN_VALUE)).id()).isEqualTo("soon");
    assertThat(Objects.requireNonNull(index.firstAfter(300)).id()).isEqualTo("aged");
    assertThat(Objects.requireNonNull(index.firstAfter(100 + AGE)).id()).isEqualTo("far");
    assertThat(index.firstAfter(Long.MAX_VALUE)).isNull();
  }

  @Test
  void holdsManyAndLetsGoOfThem() {
    int many = 20_000;
    for (int i = 0; i < many; i++) {
      block("a" + i % 100, i, "r" + i, null);
    }
    assertThat(index.count()).isEqualTo(many);
    assertThat(index.list(Key.actor("a7"))).hasSize(many / 100);
    for (int i = 0; i < many; i++) {
      block("a" + i % 100, many, null, null, "r" + i);
    }
    assertThat(index.count()).isZero();
    assertThat(index.due(Long.MAX_VALUE)).isEmpty();
    assertThat(index.closed(Key.actor("a7"), "r7")).isEqualTo(blocks.get(many + 7));
  }
}
