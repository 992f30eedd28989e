package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.component.ResultValue;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.GrantType;
import dev.odeon.runtime.actor.TestNode;
import dev.odeon.runtime.effect.EffectHandler;
import dev.odeon.runtime.effect.EffectPosition;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program adds a capability with a grant and an effect of its own, through the API alone. */
class ExtensionsTest {
  private static final Key KEY = Key.actor("w");

  /** What a guest asked to be posted. */
  private record Posting(String text) {}

  private static final Capability<String> BOARD =
      Capability.of(
              "package acme:shop; interface board { post: func(text: string) -> result<_, string>; }",
              new GrantType<>(
                  List.of("begin"),
                  table -> {
                    String begin = table.text("begin");
                    if (begin != null && begin.length() > 8) {
                      throw table.wrong("begin", "is at most 8 characters");
                    }
                    return begin == null ? "" : begin;
                  }))
          .deferred(
              "post",
              call ->
                  call.text(0).startsWith(call.grant())
                      ? new Decision(true, ResultValue.OK)
                      : new Decision(false, ResultValue.err("begin with " + call.grant())),
              Posting.class,
              (_, args, _) -> new Posting((String) args.getFirst()));

  /** Posts each body; a body that begins with x traps after that. It answers what post does. */
  private static final Bytes POSTER =
      Bytes.wrap(
          Wat2Wasm.parse(
              """
              (module
                (import "acme:shop/board" "post" (func $post (param i32 i32 i32)))
                (memory (export "memory") 2)
                (global $at (mut i32) (i32.const 4096))
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                  (local $place i32)
                  (local.set $place
                    (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
                  (global.set $at (i32.add (local.get $place) (local.get 3)))
                  (local.get $place))
                (func (export "theater:simple/actor#init")
                  (param i32 i32 i32 i32 i32) (result i32) (i32.const 64))
                (func (export "theater:simple/message-server-client#handle-send")
                  (param i32 i32 i32) (param $body i32) (param $size i32) (result i32)
                  (call $post (local.get $body) (local.get $size) (i32.const 512))
                  (if (i32.load8_u (i32.const 512))
                    (then
                      (i32.store8 (i32.const 80) (i32.const 1))
                      (i32.store (i32.const 84) (i32.load (i32.const 516)))
                      (i32.store (i32.const 88) (i32.load (i32.const 520)))
                      (return (i32.const 80))))
                  (if (i32.eq (i32.load8_u (local.get $body)) (i32.const 120)) (then unreachable))
                  (i32.const 64)))
              """));

  /** The world outside: what was posted, and up to where. It survives the machine. */
  private static final class Board implements EffectHandler<Posting> {
    private final List<String> posted = new ArrayList<>();
    private final List<String> staged = new ArrayList<>();
    private EffectPosition mark = EffectPosition.START;
    private boolean down;
    private boolean full;

    @Override
    public Class<Posting> type() {
      return Posting.class;
    }

    @Override
    public synchronized void staged(Key actor, long height, List<PlacedEffect<Posting>> effects) {
      if (full) {
        throw new IllegalStateException("no room on the board");
      }
      effects.forEach(each -> staged.add(height + " " + each.effect().text()));
    }

    @Override
    public synchronized void durable(
        long sequence, Block block, List<PlacedEffect<Posting>> effects) {
      for (PlacedEffect<Posting> each : effects) {
        if (!down) {
          posted.add(each.effect().text());
          mark = new EffectPosition(sequence, each.index());
        }
      }
    }

    @Override
    public synchronized EffectPosition mark() {
      return mark;
    }
  }

  private final Board board = new Board();
  private SimDisk disk = new SimDisk(1);

  private TestNode open(EffectHandler<?> handler) {
    return open(Extensions.none().with(BOARD).with(handler));
  }

  private TestNode open(Extensions extensions) {
    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
    return TestNode.open(ports, TestNode.settings(), extensions, dedup -> dedup);
  }

  private static void start(TestNode node, String grant) {
    Bytes manifest = Bytes.utf8("module = \"w.wasm\"\n[grants]\nboard = " + grant);
    node.actors()
        .lifecycle()
        .start(KEY, Manifest.parse("w.toml", manifest, node.actors().capabilities()), POSTER);
  }

  @Test
  void doesWhatAnAcceptedCallAsksForOnceItsBlockIsDurable() {
    try (TestNode node = open(board)) {
      start(node, "true");
      node.send("w", "one");
      node.send("w", "x traps, and asked for nothing");
      node.send("w", "two");

      assertThat(board.posted).containsExactly("one", "two");
      assertThat(board.staged).containsExactly("1 one", "3 two");
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
      assertThat(board.posted).hasSize(2);
    }
  }

  @Test
  void doesAfterACrashWhatWasNotDoneAndNothingTwice() {
    TestNode first = open(board);
    start(first, "true");
    first.send("w", "one");
    board.down = true; // the process dies between block and effect
    first.send("w", "two");
    first.send("w", "three");
    SimDisk dead = disk;
    disk = dead.crash(5);
    board.down = false;

    try (TestNode node = open(board)) {
      assertThat(board.posted).containsExactly("one", "two", "three");
      node.send("w", "four");
      assertThat(board.posted).containsExactly("one", "two", "three", "four");
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
    try (TestNode _ = open(board)) {
      assertThat(board.posted).hasSize(4);
    }
  }

  @Test
  void letsWhatACrashLeftWaitWhileTheHomeIsPaused() {
    TestNode first = open(board);
    start(first, "true");
    first.send("w", "one");
    board.down = true;
    first.send("w", "two");
    disk = disk.crash(5);
    board.down = false;

    Ports ports = new Ports(Clock.system(), new SeededEntropy(7), disk, Threads.system());
    Extensions extensions = Extensions.none().with(BOARD).with(board);
    try (TestNode node =
        TestNode.open(ports, TestNode.settings(true), extensions, dedup -> dedup)) {
      assertThat(board.posted).containsExactly("one");
      node.actors().lifecycle().resume(KEY, "alone");
      node.send("w", "three");
      assertThat(board.posted).containsExactly("one");
      node.actors().pauses().resumeHome();
      assertThat(board.posted).containsExactly("one", "two", "three");
      node.send("w", "four");
      assertThat(board.posted).containsExactly("one", "two", "three", "four");
      node.actors().pauses().pauseHome();
      node.actors().pauses().resumeHome();
    }
    try (TestNode _ = open(board)) {
      assertThat(board.posted).hasSize(4);
    }
  }

  @Test
  void doesNothingOfATurnThatNeverBecameDurable() {
    TestNode first = open(board);
    start(first, "true");
    first.send("w", "one");
    disk.faults(Fault.readOnly());
    assertThat(first.answer(Message.send(KEY, TestNode.freshId(), Bytes.utf8("lost"))))
        .isInstanceOf(Answer.Refused.class);
    assertThat(board.posted).containsExactly("one");
    first.close();
  }

  @Test
  void goesOnAfterAHandlerThatFailed() {
    try (TestNode node = open(board)) {
      start(node, "true");
      board.full = true;
      assertThat(node.answer(Message.send(KEY, TestNode.freshId(), Bytes.utf8("lost"))))
          .isInstanceOfSatisfying(
              Answer.Refused.class,
              refused -> assertThat(refused.reason()).contains("no room on the board"));
      board.full = false;
      node.send("w", "one");

      assertThat(board.posted).containsExactly("one");
      assertThat(node.actors().history().replay(KEY, _ -> {}).equal()).isTrue();
    }
  }

  @Test
  void doesWhatIsLeftThoughAProgramThatKnowsNothingOfItHadTheHomeOpen() {
    TestNode first = open(board);
    start(first, "true");
    board.down = true;
    first.send("w", "one");
    disk = disk.crash(5);
    board.down = false;

    try (TestNode stranger = open(Extensions.none())) {
      stranger.start("c", "counter");
      for (int i = 0; i < 40; i++) {
        stranger.send("c", "inc" + "x".repeat(60_000)); // so that segments end
      }
    }
    Path index = TestNode.FOLDER.resolve("derived/index");
    disk.list(index).forEach(file -> disk.delete(index.resolve(file)));
    try (TestNode stranger = open(Extensions.none())) {
      stranger.send("c", "inc");
    }
    try (TestNode _ = open(board)) {
      assertThat(board.posted).containsExactly("one");
    }
  }

  @Test
  void narrowsItsGrantAsTheManifestSays() {
    try (TestNode node = open(board)) {
      start(node, "{ begin = \"re: \" }");

      assertThat(node.send("w", "hello").outcome().text()).contains("begin with re: ");
      node.send("w", "re: hello");

      assertThat(board.posted).containsExactly("re: hello");
      assertThatThrownBy(() -> start(node, "{ begin = \"much too long\" }"))
          .isInstanceOf(ManifestException.class)
          .hasMessage("w.toml line 3: grants.board.begin: is at most 8 characters");
      assertThatThrownBy(() -> start(node, "{ end = \"x\" }"))
          .hasMessage("w.toml line 3: grants.board: cannot be narrowed by end; it can be by begin");
    }
  }

  @Test
  void refusesADeferredFunctionThatNobodyHandlesOrTwoDo() {
    assertThatThrownBy(() -> open(Extensions.none().with(BOARD)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the effect Posting of acme:shop/board#post has 0 handlers: it needs one");
    assertThatThrownBy(() -> open(Extensions.none().with(BOARD).with(board).with(new Board())))
        .hasMessageContaining("has 2 handlers");
  }
}
