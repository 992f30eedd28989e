package dev.odeon.engine;

import dev.odeon.base.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.CallResult;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * Several modules that are one guest: their instances import each other's functions, memories,
 * tables, globals and tags, and share one allowance of memory and table elements. It lives for as
 * many calls as are wanted, each with its own time, fuel and stack; a call that traps leaves what
 * it did, as the specification has it. Used by one thread at a time.
 *
 * <p>Between modules, references to functions and to things of the host pass; those to a module's
 * own types do not, and are refused by name. An indirect tail call to a function of another member
 * traps.
 */
public final class Ensemble implements AutoCloseable {
  private final Engine engine;
  private final Allowance allowance;
  private final Meter meter;
  private int members;

  private Ensemble(Engine engine) {
    this.engine = engine;
    this.allowance = new Allowance(engine, true);
    this.meter = new Meter(engine, null);
  }

  /** An ensemble without members. */
  public static Ensemble open(Engine engine) {
    return new Ensemble(engine);
  }

  /**
   * Adds an instance of {@code module}: links its imports, applies its segments, runs its start
   * function. If one of the latter traps, what it did before, to memories and tables of others,
   * stays.
   *
   * @param offered what is behind an import; empty if there is nothing
   * @return the instance, if its start returned
   * @throws ModuleException naming the first import that is not offered or is incompatible; also if
   *     its first sizes are over {@code limits}
   */
  public RunResult<Member> add(
      CompiledModule module, Limits limits, Function<Import, Optional<Entity>> offered) {
    module.check(roomLeft(limits));
    Call call = begin(limits);
    try {
      Member member = new Member(module, allowance, meter, offered);
      members++;
      return guarded(
          call,
          member,
          () -> {
            member.initialize();
            return member;
          });
    } finally {
      end(call, module);
    }
  }

  /**
   * Calls {@code function} of one of the members.
   *
   * @return the results, if it returned
   * @throws IllegalArgumentException if the arguments are not what its type names
   */
  public RunResult<List<CoreValue>> call(
      Entity.Function function, Limits limits, List<CoreValue> arguments) {
    FunctionType type = function.type();
    check(type, arguments);
    Member member = function.member();
    long[] numbers = member.references().numbers(arguments);
    @Nullable Object[] things =
        arguments.stream()
            .map(each -> each instanceof CoreValue.HostReference(Object thing) ? thing : null)
            .toArray();
    Call call = begin(limits);
    try {
      return guarded(
          call,
          member,
          () -> {
            member.occupy();
            CallResult results = member.run(function, numbers, things);
            return member.references().lift(type.returns(), results.longs(), results.refs());
          });
    } finally {
      end(call, member.module());
    }
  }

  /** Gives all memory back. The members are not used again. */
  @Override
  public void close() {
    allowance.close();
  }

  private Limits roomLeft(Limits limits) {
    return limits
        .withMemoryBytesMax(Math.max(0, limits.memoryBytesMax() - allowance.memoryBytes()))
        .withTableElementsMax(Math.max(0, limits.tableElementsMax() - allowance.elements()));
  }

  private static void check(FunctionType type, List<CoreValue> arguments) {
    boolean fits = type.params().size() == arguments.size();
    for (int i = 0; fits && i < arguments.size(); i++) {
      ValType parameter = type.params().get(i);
      fits =
          switch (arguments.get(i)) {
            case CoreValue.Number _ -> !parameter.isReference();
            case CoreValue.FunctionReference _ ->
                parameter.isReference() && !parameter.isObjectRef();
            case CoreValue.HostReference _ -> parameter.isObjectRef();
          };
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "a function %s cannot be called with %s".formatted(type, arguments));
    }
  }

  private Call begin(Limits limits) {
    Call call = engine.newCall(limits, RunPacing.NONE);
    allowance.run(call);
    meter.begin(call, 0, 0);
    engine.watchdog().arm(call);
    return call;
  }

  private void end(Call call, CompiledModule module) {
    engine.watchdog().disarm(call);
    allowance.run(null);
    module.alarm(call);
  }

  private <T> RunResult<T> guarded(Call call, Member entered, Supplier<T> guestCode) {
    try {
      call.enter();
      return result(Outcome.RETURNED, guestCode.get(), List.of());
    } catch (Throwable e) {
      Throwable fault = Faults.of(e, call, entered.module());
      return switch (fault) {
        case Stop stop ->
            result(
                told(stop.outcome()), null, members > 1 ? List.of() : stop.trace(entered.module()));
        case RuntimeException exception -> throw exception;
        case Error error -> throw error;
        default -> throw new IllegalStateException("guest code declares no exception", fault);
      };
    } finally {
      call.leave();
    }
  }

  private <T> RunResult<T> result(Outcome outcome, @Nullable T value, List<GuestFrame> trace) {
    Outcome decided = meter.outcome(outcome);
    return new RunResult<>(
        decided, decided == outcome ? value : null, meter.fuelUsed(), meter.slotsUsed(), trace);
  }

  /**
   * Which module a function on the stack belongs to cannot be seen: with several, none is named.
   */
  private Outcome told(Outcome outcome) {
    return members > 1 && outcome instanceof Outcome.Trapped(String kind, _)
        ? new Outcome.Trapped(kind, "")
        : outcome;
  }
}
