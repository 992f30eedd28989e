package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;

/** What a run of a random module can be seen to have done. */
record RandomRun(
    String outcome, List<String> results, long fuel, int slots, List<String> memories) {
  private static final Limits LIMITS =
      Limits.DEFAULT.withTime(Duration.ofSeconds(60)).withFuel(30_000).withStackSlots(3_000);

  /** Calls a function twice in a run, so that the second sees what the first has left. */
  static RandomRun of(CompiledModule module, String function, long[] arguments) {
    List<String> results = new ArrayList<>();
    List<String> memories = new ArrayList<>();
    RunResult<String> run =
        module.run(
            LIMITS,
            Wat.nothing(module),
            guest -> {
              try {
                for (int i = 0; i < 2; i++) {
                  results.add(bits(module, function, guest.call(function, arguments)));
                }
              } finally {
                memories.add(
                    Arrays.hashCode(guest.memory().read(0, guest.memory().size()).toArray()) + "");
              }
              return "";
            });
    return new RandomRun(text(run.outcome()), results, run.fuel(), run.stackSlots(), memories);
  }

  /**
   * The same by the library's interpreter, which is given {@code wasm}, the module made for it, as
   * it is: no fuel and no slots.
   */
  static RandomRun unmetered(CompiledModule module, Bytes wasm, String function, long[] arguments) {
    WasmModule parsed = Parser.parse(wasm.toArray());
    List<String> results = new ArrayList<>();
    String outcome = "returned";
    Instance instance = instance(parsed);
    try {
      instance.initialize(true);
      for (int i = 0; i < 2; i++) {
        long[] answer = instance.export(function).apply(arguments);
        results.add(bits(module, function, answer == null ? new long[0] : answer));
      }
    } catch (RuntimeException e) {
      Call none = new Call(LIMITS, Clock.system(), RunPacing.NONE);
      outcome = text(((Stop) Faults.of(e, none, module)).outcome());
    }
    byte[] memory =
        instance.memory() == null
            ? new byte[0]
            : instance.memory().readBytes(0, instance.memory().pages() * FlatMemory.PAGE);
    return new RandomRun(outcome, results, 0, 0, List.of(Arrays.hashCode(memory) + ""));
  }

  private static Instance instance(WasmModule module) {
    List<ImportFunction> imports =
        module.importSection().stream()
            .map(FunctionImport.class::cast)
            .map(each ->
                new ImportFunction(
                    each.module(),
                    each.name(),
                    module.typeSection().getType(each.typeIndex()),
                    (_, _) -> HostFunction.NOTHING))
            .toList();
    return Instance.builder(module)
        .withInitialize(false)
        .withStart(false)
        .withImportValues(ImportValues.builder().withFunctions(imports).build())
        .build();
  }

  /** What {@code function} of the module of {@code seed} is called with. */
  static long[] arguments(CompiledModule module, long seed, String function) {
    return new Random(seed + function.hashCode())
        .longs(module.function(function).orElseThrow().parameters().size())
        .toArray();
  }

  /** Each function of the modules of these seeds, compiled, a line each. */
  static List<String> lines(Engine engine, long first, long last) {
    List<String> lines = new ArrayList<>();
    for (long seed = first; seed <= last; seed++) {
      for (boolean floats : new boolean[] {false, true}) {
        Bytes wasm = RandomModule.of(seed, floats);
        CompiledModule module = engine.compile(wasm);
        for (Export export : module.exports()) {
          RandomRun run = of(module, export.name(), arguments(module, seed, export.name()));
          lines.add("%d %b %s %s".formatted(seed, floats, export.name(), run));
        }
      }
    }
    return lines;
  }

  /** Writes {@link #lines} of the seeds from the first to the second argument. */
  public static void main(String[] seeds) {
    try (Engine engine = Wat.engine()) {
      lines(engine, Long.parseLong(seeds[0]), Long.parseLong(seeds[1]))
          .forEach(System.out::println);
    }
  }

  /** Of 32-bit results the low half counts. */
  private static String bits(CompiledModule module, String function, long[] results) {
    List<ValueType> types = module.function(function).orElseThrow().results();
    List<String> bits = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      boolean wide = types.get(i) == ValueType.I64 || types.get(i) == ValueType.F64;
      bits.add(wide ? Long.toHexString(results[i]) : Integer.toHexString((int) results[i]));
    }
    return bits.toString();
  }

  /** Interpreted code does not tell the function that trapped. */
  private static String text(Outcome outcome) {
    assertThat(outcome).isNotEqualTo(new Outcome.Exhausted(Limit.TIME));
    return outcome instanceof Outcome.Trapped(String kind, _) ? "trapped: " + kind : outcome.text();
  }
}
