package dev.odeon.engine;

import dev.odeon.base.LinearMemory;
import dev.odeon.base.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One isolated guest: its memories, globals and tables, for the time of one run. A {@link Body} or
 * {@link HostFunction} is given it and may use it on that thread until it returns; nothing of it is
 * seen by the next run.
 */
public final class Instance implements GuestRun {
  private final CompiledModule module;
  private final Store store;
  private final LinearMemory memory;
  private @Nullable Call call;
  private @Nullable HostImports imports;
  private @Nullable Stop broken;
  private int hostCalls;

  /** How many calls of the guest are under way, one within the other. */
  private int depth;

  /** An instance in the state before its segments were applied. */
  Instance(CompiledModule module, Call call) {
    this.module = module;
    this.call = call;
    this.store = new Store(module, this, call);
    this.memory = new GuestMemory(store.mainMemory());
  }

  /** The module it is made of. */
  public CompiledModule module() {
    return module;
  }

  /**
   * The memory exported as {@code memory}, else the first one; one of size 0 if the module has
   * none.
   */
  public LinearMemory memory() {
    return memory;
  }

  /**
   * Grows {@link #memory} by at least {@code bytes} zero bytes, in whole pages, as the guest itself
   * could: its limits hold, and it is charged the fuel. For the body of a run, between its calls;
   * not for a host function, whose guest may be a module that never grows its memory.
   *
   * @return where the new bytes begin: the size before; -1 if a limit is in the way, or there is no
   *     memory
   */
  public long growMemory(long bytes) {
    return stoppable(() -> store.growMemory(bytes));
  }

  /** Whether the module exports a function of that name. */
  public boolean exports(String name) {
    return module.function(name).isPresent();
  }

  /**
   * Calls an exported function. May be used any number of times in a run, also by host functions.
   *
   * @param name the export
   * @param arguments the raw bits, one long for each parameter
   * @return the raw bits of the results, one long each; of an i32 or f32 the low half counts
   * @throws IllegalArgumentException if there is no such function, it takes another number of
   *     arguments, or a reference
   */
  public long[] call(String name, long... arguments) {
    return enter(module.callable(name, arguments.length), arguments);
  }

  /**
   * Ends the run as {@link Outcome.Exhausted} if {@code bytes} are more than the output limit. The
   * host asks before it takes an output from the guest.
   */
  public void checkOutput(long bytes) {
    Call now = running();
    if (bytes > now.limits().outputBytesMax()) {
      throw outputExhausted();
    }
  }

  /** Ends the run as {@link Outcome.Exhausted} of its output, whatever the size of that. */
  public RuntimeException outputExhausted() {
    return stop(new Stop(new Outcome.Exhausted(Outcome.Limit.OUTPUT)));
  }

  /**
   * Takes {@code units} of fuel for what a host function does for the guest, beside what the call
   * itself costs. What it takes must follow from the call and its answer alone, so that a replay
   * takes the same.
   */
  public void spend(long units) {
    stoppable(() -> {
      store.meter().spend(units);
      return units;
    });
  }

  /**
   * Whether the run is to stop: a host function that takes long asks now and then, and returns
   * early.
   */
  @Override
  public boolean stopping() {
    return running().stopping();
  }

  @Override
  public long heldBytes() {
    return store.heldBytes();
  }

  @Override
  public void onStop(Runnable wake) {
    running().onStop(wake);
  }

  /**
   * The time the run has left, in nanoseconds; not positive if it has none: the longest a host
   * function should wait.
   */
  @Override
  public void atMost(Duration time) {
    Call now = running();
    now.atMost(time.toNanos());
    module.look(now);
  }

  @Override
  public long nanosLeft() {
    return running().nanosLeft();
  }

  /**
   * The state as it is now, for {@link #restore} in this run or another. For the body of a run,
   * between its calls.
   *
   * @throws IllegalStateException in the middle of a call, or if the guest holds exceptions that it
   *     caught, which end with the run
   */
  public InstanceState state() {
    requireBetweenCalls();
    if (store.meter().registers().keepsExceptions()) {
      throw new IllegalStateException("the guest holds exceptions, which end with the run");
    }
    return stoppable(() -> new InstanceState(module, capture()));
  }

  /**
   * Puts the guest back to {@code state}, whatever it did since; fuel and stack that it used stay
   * used. For the body of a run, between its calls.
   *
   * @throws IllegalArgumentException if it is the state of another module's instance, or larger
   *     than this run may be
   * @throws OverloadedException if the machine lacks the memory
   */
  public void restore(InstanceState state) {
    requireBetweenCalls();
    if (state.module() != module) {
      throw new IllegalArgumentException("the state is that of another module's instance");
    }
    Image image = state.image();
    Limits limits = limits();
    if (image.memoryBytes() > limits.memoryBytesMax()
        || image.elements() > limits.tableElementsMax()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a state of %,d bytes and %,d table elements is over the run's limits of %,d and %,d",
              image.memoryBytes(),
              image.elements(),
              limits.memoryBytesMax(),
              limits.tableElementsMax()));
    }
    stoppable(() -> {
      store.restoreWhole(image);
      return image;
    });
  }

  private void requireBetweenCalls() {
    running();
    if (depth > 0) {
      throw new IllegalStateException("a state is taken and restored between calls of the guest");
    }
  }

  /** Gives the instance to a run that goes on from {@code image}. */
  void resume(Call run, Image image) {
    store.resume(run, image);
  }

  /** Gives the instance, fresh or reset, to a run. */
  void begin(Call run, HostImports functions) {
    call = run;
    imports = functions;
  }

  /** Applies the segments and either the image or the module's own start; before {@link #begin}. */
  void start(@Nullable Image image) {
    guarded(() -> {
      store.initialize();
      return HostFunction.NOTHING;
    });
    if (image != null) {
      store.restore(image);
      store.resume(running(), image);
      return;
    }
    int start = module.shape().start();
    if (start >= 0) {
      enter(start, HostFunction.NOTHING);
    }
    if (module.isInitializer("_initialize")) {
      enter(module.callable("_initialize", 0), HostFunction.NOTHING);
    }
  }

  /** The limits of its present run. */
  Limits limits() {
    return running().limits();
  }

  /** What the run came to if the body, wrongly, went on after a stop; null if it did not. */
  @Nullable Stop broken() {
    return broken;
  }

  /** The present state. */
  Image capture() {
    return store.capture(running());
  }

  Store store() {
    return store;
  }

  /** Puts the instance back to {@code image} for another run. */
  void reset(Image image) {
    depth = 0;
    call = null;
    imports = null;
    store.reset(image);
  }

  /** The guest called import {@code index}. */
  long[] callHost(int index, long[] arguments) {
    StackProbe.require(hostCalls++);
    Call now = running();
    store.meter().crossBorder();
    now.checkFlag();
    now.leave();
    long[] results = answer(index, arguments, now);
    if (results.length != module.importedResults(index)) {
      throw fail(
          now,
          new IllegalStateException(
              "host function %s answered %d values, not %d"
                  .formatted(
                      module.importPath(index), results.length, module.importedResults(index))));
    }
    now.enter();
    return results;
  }

  private long[] answer(int index, long[] arguments, Call now) {
    HostImports functions = imports;
    try {
      return functions == null
          ? module.answerAtStart(index)
          : functions.function(index).call(this, arguments);
    } catch (LinearMemory.OutOfBoundsException e) {
      throw new Trap("out-of-bounds", module.importPath(index));
    } catch (Trap | Stop e) {
      throw e;
    } catch (RuntimeException | Error e) {
      now.hostFailure(e);
      throw e;
    }
  }

  private static RuntimeException fail(Call now, RuntimeException failure) {
    now.hostFailure(failure);
    return failure;
  }

  private long[] enter(int function, long[] arguments) {
    return guarded(() -> store.call(function, arguments));
  }

  /** Guest code, which ends with a result or with what {@link Faults} makes of its exception. */
  private interface GuestCode {
    long[] run();
  }

  private long[] guarded(GuestCode code) {
    Stop before = broken;
    if (before != null) {
      throw before;
    }
    Call now = running();
    now.enter();
    depth++;
    try {
      return code.run();
    } catch (Throwable e) {
      throw Instance.<RuntimeException>unchecked(noted(Faults.of(e, now, module)));
    } finally {
      depth--;
      now.leave();
    }
  }

  private Throwable noted(Throwable fault) {
    return fault instanceof Stop stop ? stop(stop) : fault;
  }

  /** Does what is not guest code and yet can end the run. */
  private <T> T stoppable(Supplier<T> work) {
    try {
      return work.get();
    } catch (Stop e) {
      throw stop(e);
    }
  }

  private Stop stop(Stop stop) {
    broken = stop;
    return stop;
  }

  /**
   * Guest code declares no checked exception, so whatever comes is unchecked; this only says so to
   * the compiler.
   */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private Call running() {
    Call now = call;
    if (now == null) {
      throw new IllegalStateException("an instance is used outside its run");
    }
    return now;
  }
}
