package dev.odeon.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.host.PluginState;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.runtime.actor.Plugins;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The past of a plug-in that keeps a state is that of an actor. */
class HistoryTest {
  private static final String TENANT = TestService.TENANT;

  @TempDir private Path folder;
  private TestService service;

  @BeforeEach
  void open() {
    service = TestService.open(folder);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void runsEveryTurnAgain() {
    UUID id = service.load("p.wasm", "plugin/keeps");
    service.run(id, "one");
    service.run(id, "x".repeat(5_000));
    service.load("p.wasm", "plugin/sets-then-fails");
    service.run(id, "no");
    service.load("p.wasm", "plugin/keeps");
    service.run(id, "two");
    service.execution().unload(TENANT, id, false);
    service.load("p.wasm", "plugin/keeps");
    service.run(id, "three");

    ReplayReport report = replay(id);

    assertThat(report.divergences()).isEmpty();
    assertThat(report.equal()).isTrue();
    assertThat(report.run()).isEqualTo(5);
  }

  @Test
  void replaysThroughAPurge() {
    UUID id = service.load("plugin/keeps");
    service.run(id, "one");
    service.execution().unload(TENANT, id, true);

    ReplayReport report = replay(id);

    assertThat(report.divergences()).isEmpty();
    assertThat(report.equal()).isTrue();
    assertThat(last(id, OptionalLong.of(1))).isEqualTo("one");
    assertThat(last(id, OptionalLong.empty())).isNull();
  }

  @Test
  void tellsTheStateAtAnyHeight() {
    UUID id = service.load("plugin/keeps");
    for (int i = 1; i <= 5; i++) {
      service.run(id, "v" + i);
    }

    assertThat(last(id, OptionalLong.of(0))).isNull();
    assertThat(last(id, OptionalLong.of(3))).isEqualTo("v3");
    assertThat(last(id, OptionalLong.empty())).isEqualTo("v5");
  }

  @Test
  void repeatsWhatAPluginMadeOfTimeAndRandomness() {
    UUID id = service.load("p.wasm", "plugin/keeps");
    UUID env = service.load("plugin/env-reader");
    service.chain("", env, id);

    assertThat(last(id, OptionalLong.empty())).contains("timestamp");
    assertThat(replay(id).equal()).isTrue();
  }

  /** A command leaves nothing in the log, and nothing in the log needs it. */
  @Test
  void repeatsWhatCameOfACommand() {
    UUID command = service.load("reverse.wasm", "plugin/reverse");
    UUID id = service.load("plugin/keeps");
    long blocks = service.actors().chains().size();
    service.run(command, "one\ntwo\n");
    assertThat(service.actors().chains().size()).isEqualTo(blocks);

    service.chain("one\ntwo\n", command, id);
    service.execution().unload(TENANT, command, true);

    assertThat(last(id, OptionalLong.empty())).isEqualTo("two\none\n");
    assertThat(replay(id).equal()).isTrue();
  }

  @Test
  void repeatsARunUnderTheMemoryItHad() {
    // What it sets depends on how much memory it got.
    UUID id = service.execution().load(TENANT, null, Bytes.wrap(Wat2Wasm.parse(GREEDY))).id();
    service.run(id, "", new RunLimits(null, 3L << 16, null));
    service.run(id, "", new RunLimits(null, 1L << 20, null));
    service.run(id, "");

    assertThat(replay(id).divergences()).isEmpty();
    assertThat(replay(id).equal()).isTrue();
  }

  @Test
  void repeatsARunThatUsedUpItsFuel() {
    UUID id = service.load("plugin/keeps");
    RunReport report = service.run(id, "one", new RunLimits(null, null, 30L));
    service.run(id, "two");

    assertThat(report.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.FUEL));
    assertThat(replay(id).divergences()).isEmpty();
    assertThat(replay(id).equal()).isTrue();
  }

  @Test
  void repeatsARunThatUsedUpItsStackWhoeverAskedForIt() throws InterruptedException {
    UUID id = service.execution().load(TENANT, null, Bytes.wrap(Wat2Wasm.parse(DEEP))).id();
    List<Outcome> outcomes = new ArrayList<>();
    Runnable pipeline = () -> outcomes.add(service.chain("", id).steps().getFirst().outcome());

    // A thread with a tenth of the stack that this many frames take.
    Thread caller = new Thread(null, pipeline, "small", 512 << 10);
    caller.start();
    caller.join();

    assertThat(outcomes).containsExactly(Outcome.RETURNED);
    assertThat(replay(id).divergences()).isEmpty();
  }

  @Test
  void takesAsRecordedWhatTheMachineDecided() {
    UUID id = service.execution().load(TENANT, null, Bytes.wrap(Wat2Wasm.parse(ENDLESS))).id();
    RunReport late = service.run(id, "", new RunLimits(Duration.ofMillis(30), null, null));

    assertThat(late.outcome()).isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(replay(id).equal()).isTrue();
    assertThat(replay(id).asRecorded()).isEqualTo(2);
  }

  @Test
  void asksWhatOtherCodeWouldHaveMadeOfIt() {
    UUID id = service.load("plugin/keeps");
    service.run(id, "one");
    service.run(id, "two");

    WhatIfReport same =
        service.actors().history().whatIf(key(id), TestService.wasm("plugin/keeps"), _ -> {});
    WhatIfReport other =
        service.actors().history().whatIf(key(id), TestService.wasm("plugin/uppercase"), _ -> {});

    assertThat(same.clean()).isTrue();
    assertThat(other.different()).isEqualTo(2);
  }

  @Test
  void verifiesTheHome() {
    UUID id = service.load("plugin/keeps");
    service.run(id, "one");
    service.chain("two", id, id);
    service.close();

    assertThat(Verifier.verify(Disk.system(), Threads.system(), folder, key(id)).findings())
        .isEmpty();
    open();
  }

  @Test
  void takesNoMessagesAndNoStopAsActorsDo() {
    UUID id = service.load("plugin/keeps");

    Delivery delivery = service.actors().deliver(Message.request(key(id), "m", Bytes.utf8("x")));

    assertThat(delivery).isInstanceOf(Delivery.Accepted.class);
    assertThat(((Delivery.Accepted) delivery).answer().await()).isInstanceOf(Answer.Refused.class);
    assertThatThrownBy(() -> service.actors().lifecycle().stop(key(id), "no"))
        .isInstanceOf(ActorException.class)
        .hasMessageContaining("unload it instead");
  }

  private static final String GREEDY =
      """
      (module
        (import "host" "set_state" (func $set (param i32 i32 i32 i32)))
        (memory (export "memory") 1)
        (func (export "process") (param i32 i32) (result i32)
          (loop $again
            (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
          (i32.store (i32.const 8) (memory.size))
          (call $set (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 4))
          (i32.const 0)))
      """;

  private static final String DEEP =
      """
      (module
        (import "host" "set_state" (func $set (param i32 i32 i32 i32)))
        (memory (export "memory") 1)
        (func $down (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
            (else (i32.const 0))))
        (func (export "process") (param i32 i32) (result i32)
          (i32.store (i32.const 8) (call $down (i32.const 50000)))
          (call $set (i32.const 0) (i32.const 1) (i32.const 8) (i32.const 4))
          (i32.const 0)))
      """;

  private static final String ENDLESS =
      """
      (module
        (import "host" "set_state" (func $set (param i32 i32 i32 i32)))
        (memory (export "memory") 1)
        (func (export "process") (param i32 i32) (result i32)
          (loop $again (br $again))
          (i32.const 0)))
      """;

  private ReplayReport replay(UUID id) {
    return service.actors().history().replay(key(id), _ -> {});
  }

  private @Nullable String last(UUID id, OptionalLong height) {
    Bytes state = service.actors().history().state(key(id), height).state();
    Bytes last = PluginState.of(state).get(Bytes.utf8("last"));
    return last == null ? null : last.text();
  }

  private static Key key(UUID id) {
    return Plugins.key(TENANT, id);
  }
}
