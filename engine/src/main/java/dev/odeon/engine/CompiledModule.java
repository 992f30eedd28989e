package dev.odeon.engine;

import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A module that is ready to run: immutable, shared, thread-safe. It keeps a few used instances, put
 * back to the state of a new one, for the next runs.
 */
public final class CompiledModule {
  private static final FunctionType NOTHING = new FunctionType(List.of(), List.of());

  private final Engine engine;
  private final Hash hash;
  private final int sizeBytes;
  private final ModuleShape shape;
  private final Metering metering;
  private final Code code;
  private final List<String> interpreted;
  private final List<Import> functionImports;
  private final Map<String, Export> exports = new HashMap<>();

  private final StackAlarm stackAlarm = new StackAlarm();

  private volatile @Nullable Image image;

  private final IdleInstances idle;

  CompiledModule(
      Engine engine, Hash hash, int sizeBytes, ModuleShape shape, Metering metering, Code code) {
    this.engine = engine;
    this.hash = hash;
    this.sizeBytes = sizeBytes;
    this.shape = shape;
    this.metering = metering;
    this.code = code;
    this.idle = new IdleInstances(engine.config().idleInstancesMax());
    this.interpreted = code.interpreted().stream().sorted().map(shape::functionName).toList();
    this.functionImports =
        shape.imports().stream().filter(each -> each.extern() instanceof Extern.Function).toList();
    shape.exports().forEach(each -> exports.put(each.name(), each));
  }

  /** The hash of its bytes. */
  public Hash hash() {
    return hash;
  }

  /** The size of its bytes. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** How its runs are metered. */
  public Metering metering() {
    return metering;
  }

  /** What it needs, in its order. */
  public List<Import> imports() {
    return shape.imports();
  }

  /** What it offers, in its order. */
  public List<Export> exports() {
    return shape.exports();
  }

  /** The export of that name. */
  public Optional<Export> export(String name) {
    return Optional.ofNullable(exports.get(name));
  }

  /** The type of the exported function of that name. */
  public Optional<FunctionType> function(String name) {
    return export(name)
        .map(Export::extern)
        .filter(Extern.Function.class::isInstance)
        .map(extern -> ((Extern.Function) extern).type());
  }

  /** The memories it defines. */
  public List<Extern.Memory> memories() {
    return shape.memories();
  }

  /** Whether it has float arithmetic that can make a NaN, which is the canonical one then. */
  public boolean usesFloats() {
    return shape.floats();
  }

  /**
   * The functions that are too large to be compiled and run interpreted, some hundred times slower:
   * names, or indices.
   */
  public List<String> interpreted() {
    return interpreted;
  }

  /**
   * Chooses what its imports call.
   *
   * @param offered the host function behind an import; empty if there is none
   * @throws ModuleException naming the first import that is not offered or is not a function
   */
  public HostImports link(Function<Import, Optional<HostFunction>> offered) {
    List<HostFunction> functions = new ArrayList<>();
    for (Import each : shape.imports()) {
      if (!(each.extern() instanceof Extern.Function(FunctionType type)) || type.hasReferences()) {
        throw new ModuleException(
            "only functions of numbers can be imported, and this is a " + each.extern().kind(),
            "import " + each.path());
      }
      functions.add(
          offered
              .apply(each)
              .orElseThrow(() ->
                  new ModuleException(
                      "the module imports what is not offered here",
                      "import %s %s".formatted(each.path(), type))));
    }
    return new HostImports(this, functions);
  }

  /**
   * Checks that the module can begin within {@code limits}.
   *
   * @throws ModuleException if its first memory or table sizes are over them
   */
  public void check(Limits limits) {
    long bytes = 0;
    for (Extern.Memory memory : shape.memories()) {
      bytes += memory.pagesMin() * FlatMemory.PAGE;
    }
    if (bytes > limits.memoryBytesMax()) {
      throw new ModuleException(
          String.format(
              Locale.ROOT,
              "the module begins with %,d bytes of memory, and the limit is %,d",
              bytes,
              limits.memoryBytesMax()),
          "memory section");
    }
    long elements = shape.tables().stream().mapToLong(Extern.Table::elementsMin).sum();
    if (elements > limits.tableElementsMax()) {
      throw new ModuleException(
          String.format(
              Locale.ROOT,
              "the module begins with %,d table elements, and the limit is %,d",
              elements,
              limits.tableElementsMax()),
          "table section");
    }
  }

  /** {@link #run(Limits, HostImports, Cancellation, Body)} without a way to cancel it. */
  public <T> RunResult<T> run(Limits limits, HostImports imports, Body<T> body) {
    return run(limits, imports, new Cancellation(), body);
  }

  /**
   * Gives {@code body} an instance in the state right after the module's start, and says how it
   * ended. The run is on the calling thread, which should be a platform thread: its stack is what
   * the guest may use. An interrupt of the thread stays pending, and ends none but a run that goes
   * through a function of {@link #interpreted}, as cancelled.
   *
   * @throws ModuleException if the module does not fit into {@code limits}
   * @throws OverloadedException if the machine lacks the memory: nothing has happened, as far as
   *     the guest can tell
   * @throws RuntimeException what {@code body} or a host function threw, unless it is a {@link
   *     Trap}
   */
  public <T> RunResult<T> run(
      Limits limits, HostImports imports, Cancellation cancellation, Body<T> body) {
    return run(limits, imports, cancellation, null, body);
  }

  /** The same for a run that gives way as {@code pacing} says; null for as all of the engine do. */
  public <T> RunResult<T> run(
      Limits limits,
      HostImports imports,
      Cancellation cancellation,
      @Nullable RunPacing pacing,
      Body<T> body) {
    if (imports.module() != this) {
      throw new IllegalArgumentException("the imports were linked for another module");
    }
    check(limits);
    Call call = engine.newCall(limits, pacing == null ? engine.config().pacing() : pacing);
    engine.watchdog().arm(call);
    try {
      cancellation.begin(call);
      return run(call, imports, body);
    } catch (OutOfMemoryError e) {
      throw new OverloadedException("the heap is full");
    } finally {
      cancellation.end(call);
      engine.watchdog().disarm(call);
      alarm(call);
    }
  }

  /** The deadline of a run has come nearer. */
  void look(Call call) {
    engine.watchdog().look(call);
  }

  /** At the end of a run, where there is stack enough to tell it. */
  void alarm(Call ended) {
    if (ended.overflown()) {
      stackAlarm.raise(this, ended.limits());
    }
  }

  private <T> RunResult<T> run(Call call, HostImports imports, Body<T> body) {
    Instance instance = null;
    boolean reusable = false;
    try {
      instance = taken(call);
      if (instance == null) {
        instance = new Instance(this, call);
        start(instance);
        call.checkStop();
      }
      instance.begin(call, imports);
      T value = body.run(instance);
      Stop broken = instance.broken();
      if (broken != null) {
        throw broken;
      }
      reusable = true;
      return result(instance, Outcome.RETURNED, value, List.of());
    } catch (Trap trap) {
      Outcome outcome = call.trapped(trap.kind(), trap.where());
      return result(instance, outcome, null, GuestTrace.of(trap, this));
    } catch (Stop stop) {
      return result(instance, stop.outcome(), null, stop.trace(this));
    } finally {
      if (instance != null && !(reusable && recycle(instance))) {
        instance.store().close();
      }
    }
  }

  /** What came of a run. */
  private static <T> RunResult<T> result(
      @Nullable Instance instance, Outcome outcome, @Nullable T value, List<GuestFrame> trace) {
    if (instance == null) {
      return new RunResult<>(outcome, value, 0, 0, trace);
    }
    Meter meter = instance.store().meter();
    Outcome decided = meter.outcome(outcome);
    return new RunResult<>(
        decided, decided == outcome ? value : null, meter.fuelUsed(), meter.slotsUsed(), trace);
  }

  /** A kept instance in the state right after the start; null if there is none for these limits. */
  private @Nullable Instance taken(Call call) {
    Image known = image;
    Instance kept = known != null && known.holdsUnder(call.limits()) ? idle.take() : null;
    if (kept != null && known != null) {
      kept.resume(call, known);
    }
    return kept;
  }

  /** Brings a new instance into the state right after the start, or puts it there. */
  private void start(Instance instance) {
    Image known = image;
    instance.start(known != null && known.holdsUnder(instance.limits()) ? known : null);
    if (known == null && !instance.store().meter().registers().keepsExceptions()) {
      image = instance.capture();
    }
  }

  private boolean recycle(Instance instance) {
    Image known = image;
    // The interpreter keeps stacks of its own in the instance.
    if (known == null || !interpreted.isEmpty()) {
      return false;
    }
    instance.reset(known);
    return idle.keep(instance);
  }

  /** Drops the kept instances, to give their memory back. */
  void dropIdle() {
    idle.drop();
  }

  /** Drops the kept instances and keeps none from now on: the engine has forgotten this module. */
  void retire() {
    idle.retire();
  }

  Engine engine() {
    return engine;
  }

  ModuleShape shape() {
    return shape;
  }

  Code code() {
    return code;
  }

  /** The index of the exported function {@code name}, which takes {@code arguments} numbers. */
  int callable(String name, int arguments) {
    Export export = exports.get(name);
    if (export == null || !(export.extern() instanceof Extern.Function(FunctionType type))) {
      throw new IllegalArgumentException("the module exports no function '" + name + "'");
    }
    if (type.hasReferences() || type.parameters().size() != arguments) {
      throw new IllegalArgumentException(
          "'%s' is a function %s and cannot be called with %d numbers"
              .formatted(name, type, arguments));
    }
    return export.index();
  }

  /** Whether {@code name} is an exported function that takes and answers nothing. */
  boolean isInitializer(String name) {
    return function(name).filter(NOTHING::equals).isPresent();
  }

  /** The index of the memory exported as {@code memory}, else 0. */
  int mainMemory() {
    Export export = exports.get("memory");
    return export != null && export.extern() instanceof Extern.Memory ? export.index() : 0;
  }

  String importPath(int index) {
    return functionImports.get(index).path();
  }

  int importedResults(int index) {
    return ((Extern.Function) functionImports.get(index).extern()).type().results().size();
  }

  /**
   * What import {@code index} does while the module starts: nothing if that is allowed, else it
   * traps.
   */
  long[] answerAtStart(int index) {
    if (importedResults(index) == 0
        && engine.config().quietAtStart().test(functionImports.get(index))) {
      return HostFunction.NOTHING;
    }
    throw new Trap("denied", importPath(index));
  }
}
