package dev.odeon.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.component.AbiException.Kind;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Guests written in Java against the flat memory, as a module would be. */
class CanonicalAbiTest {
  private static final WitFunction ECHO =
      WitFunction.parse("echo: func(body: list<u8>) -> list<u8>");
  private static final WitFunction LOG = WitFunction.parse("log: func(text: string)");
  private static final WitFunction GET = WitFunction.parse("get: func() -> string");
  private static final long MAX = 1024;

  private final GrowingMemory memory = new GrowingMemory(64);
  private final CanonicalAbi abi = new CanonicalAbi(memory, memory, MAX);
  private CanonicalAbi nosy = abi;
  private final List<String> done = new ArrayList<>();

  /** Gives back the list it was given, described at 8. */
  private long[] echo(long[] args) {
    memory.i32(8, (int) args[0]);
    memory.i32(12, (int) args[1]);
    done.add("echo");
    return new long[] {8};
  }

  @Test
  void callsAnExportAndThenWhatCleansUpWithTheSameResults() {
    Object result =
        abi.call(
            ECHO,
            this::echo,
            results -> {
              done.add("post " + results[0]);
              memory.i32(12, 0);
              return new long[0];
            },
            List.of(Bytes.utf8("hello")));
    assertThat(result).isEqualTo(Bytes.utf8("hello"));
    assertThat(done).containsExactly("echo", "post 8");
    assertThat(abi.call(ECHO, this::echo, null, List.of(Bytes.empty()))).isEqualTo(Bytes.empty());
  }

  @Test
  void namesTheExportThatCleansUp() {
    assertThat(CanonicalAbi.postReturn("theater:simple/actor#init"))
        .isEqualTo("cabi_post_theater:simple/actor#init");
  }

  @Test
  void servesImportsDuringACallAndBeforeTheFirst() {
    memory.write(32, Bytes.utf8("start"));
    serveLog(32, 5);
    Object result =
        abi.call(
            ECHO,
            args -> {
              serveLog(args[0], args[1]);
              abi.serve(GET, new long[] {16}, _ -> "got");
              done.add(memory.read(memory.i32(16), memory.i32(20)).text());
              serveLog(args[0], args[1]);
              return echo(args);
            },
            null,
            List.of(Bytes.utf8("in")));
    assertThat(done).containsExactly("log start", "log in", "got", "log in", "echo");
    assertThat(result).isEqualTo(Bytes.utf8("in"));
  }

  @Test
  void refusesImportsWhileTheGuestMakesRoomForParameters() {
    nosy =
        new CanonicalAbi(
            memory,
            (a, b, c, size) -> {
              nosy.serve(LOG, new long[] {0, 0}, _ -> null);
              return memory.realloc(a, b, c, size);
            },
            MAX);
    assertReentrance(() -> nosy.call(ECHO, this::echo, null, List.of(Bytes.utf8("x"))));
    assertThat(done).isEmpty();
  }

  @Test
  void refusesImportsWhileTheGuestMakesRoomForAResult() {
    nosy =
        new CanonicalAbi(
            memory, (_, _, _, _) -> (int) nosy.serve(GET, new long[] {16}, _ -> "")[0], MAX);
    assertReentrance(() -> nosy.serve(GET, new long[] {16}, _ -> "got"));
  }

  @Test
  void refusesImportsWhileTheGuestCleansUp() {
    assertReentrance(() ->
        abi.call(
            ECHO,
            this::echo,
            _ -> abi.serve(LOG, new long[] {0, 0}, _ -> null),
            List.of(Bytes.utf8("x"))));
  }

  @Test
  void refusesASecondCallDuringTheFirst() {
    assertThatThrownBy(() ->
            abi.call(
                ECHO,
                _ -> {
                  abi.serve(
                      LOG,
                      new long[] {0, 0},
                      _ -> abi.call(ECHO, this::echo, null, List.of(Bytes.empty())));
                  return new long[] {8};
                },
                null,
                List.of(Bytes.empty())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the instance cannot take echo: a call is running, or failed");
  }

  @Test
  void refusesCallsAfterOneThatFailed() {
    assertThatThrownBy(() -> abi.call(ECHO, _ -> new long[] {60}, null, List.of(Bytes.empty())))
        .isInstanceOf(AbiException.class);
    assertThatThrownBy(() -> abi.call(ECHO, this::echo, null, List.of(Bytes.empty())))
        .isInstanceOf(IllegalStateException.class);
    assertThat(done).isEmpty();
  }

  @Test
  void limitsWhatOneCallLifts() {
    WitFunction big = WitFunction.parse("big: func() -> list<u8>");
    GrowingMemory wide = new GrowingMemory(4096);
    wide.i32(8, 16);
    wide.i32(12, (int) MAX);
    assertThat(new CanonicalAbi(wide, wide, MAX).call(big, _ -> new long[] {8}, null, List.of()))
        .isEqualTo(wide.read(16, MAX));
    wide.i32(12, (int) MAX + 1);
    assertThatExceptionOfType(AbiException.class)
        .isThrownBy(
            () -> new CanonicalAbi(wide, wide, MAX).call(big, _ -> new long[] {8}, null, List.of()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.OUTPUT));
  }

  private void serveLog(long at, long size) {
    abi.serve(
        LOG,
        new long[] {at, size},
        params -> {
          done.add("log " + params.getFirst());
          return null;
        });
  }

  private static void assertReentrance(ThrowingCallable call) {
    assertThatExceptionOfType(AbiException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.REENTRANCE));
  }
}
