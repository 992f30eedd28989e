package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.LinearMemory;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Extern;
import dev.odeon.engine.FunctionType;
import dev.odeon.engine.HostFunction;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Import;
import dev.odeon.engine.Instance;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunPacing;
import dev.odeon.engine.RunResult;
import dev.odeon.engine.Trap;
import dev.odeon.engine.ValueType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A module that is a plug-in: it exports {@code memory} and {@code process}, and imports from
 * {@code host} alone, or it is a command of WASI preview 1 (docs/guide/plugins.md). Immutable and
 * thread-safe; each run has a fresh instance.
 */
public final class PluginModule {
  /** The export that takes the input; the name of the cause of a recorded run. */
  public static final String PROCESS = "process";

  /** The kind of the trap of a run whose input has no place in the plug-in's memory. */
  public static final String INVALID_INPUT = "invalid-input";

  private static final String REALLOC = "cabi_realloc";
  private static final String ALLOC = "alloc";
  private static final FunctionType PLAIN = function(2);
  private static final FunctionType WITH_ENV = function(4);
  private static final FunctionType ALLOC_TYPE = function(1);
  private static final String HOST_OFFER =
      Arrays.stream(PluginFunction.values())
          .map(PluginFunction::export)
          .collect(Collectors.joining(", "));

  /** The run whose guest is on this thread: imports are linked once, and find it here. */
  private static final ScopedValue<PluginInvocation> CURRENT = ScopedValue.newInstance();

  private final CompiledModule compiled;
  private final Form form;
  private final boolean stateful;

  /** Who gives the memory that the input is placed in. */
  private enum Placing {
    REALLOC,
    ALLOC,
    GROWTH
  }

  private sealed interface Form {
    /**
     * A module that exports {@code process}.
     *
     * @param env whether it takes the environment too
     */
    record Function(HostImports imports, boolean env, Placing placing) implements Form {}

    /** A command. */
    record Command(CommandForm.Command command) implements Form {}
  }

  private PluginModule(CompiledModule compiled, Form form, boolean stateful) {
    this.compiled = compiled;
    this.form = form;
    this.stateful = stateful;
  }

  private static FunctionType function(int parameters) {
    return new FunctionType(Collections.nCopies(parameters, ValueType.I32), List.of(ValueType.I32));
  }

  /**
   * The plug-in that {@code module} is: one that exports {@code process}, or a command.
   *
   * @throws LinkException naming the export it lacks, or the import that there is not
   */
  public static PluginModule of(CompiledModule module, CommandForm commands) {
    if (module.export(PROCESS).isPresent()) {
      return of(module);
    }
    if (!commands.isMeant(module)) {
      throw new LinkException(
          "it exports neither a function process nor _start: it is not a plug-in");
    }
    return new PluginModule(module, new Form.Command(commands.link(module)), false);
  }

  /**
   * The plug-in that {@code module} is, which exports {@code process}.
   *
   * @throws LinkException naming the export it lacks, or the import that there is not
   */
  public static PluginModule of(CompiledModule module) {
    FunctionType process =
        module
            .function(PROCESS)
            .orElseThrow(
                () -> new LinkException("it exports no function process: it is not a plug-in"));
    if (!process.equals(PLAIN) && !process.equals(WITH_ENV)) {
      throw new LinkException(
          "its export process is a function %s: a plug-in's is %s or %s"
              .formatted(process, PLAIN, WITH_ENV));
    }
    if (module.export("memory").filter(it -> it.extern() instanceof Extern.Memory).isEmpty()) {
      throw new LinkException("it exports no memory: a plug-in exports its own as memory");
    }
    module.imports().forEach(PluginModule::check);
    boolean stateful =
        Arrays.stream(PluginFunction.values())
            .filter(PluginFunction::aboutState)
            .anyMatch(each -> imports(module, each));
    HostImports imports = module.link(PluginModule::offered);
    Form form = new Form.Function(imports, process.equals(WITH_ENV), placing(module));
    return new PluginModule(module, form, stateful);
  }

  private static boolean imports(CompiledModule module, PluginFunction function) {
    return module.imports().stream().anyMatch(each -> each.name().equals(function.export()));
  }

  private static void check(Import wanted) {
    PluginFunction known = known(wanted);
    if (known == null) {
      throw new LinkException(
          "it imports %s, which is not offered: plug-ins have %s of the module %s, and commands WASI preview 1"
              .formatted(wanted.path(), HOST_OFFER, PluginFunction.MODULE));
    }
    if (!wanted.extern().equals(new Extern.Function(known.type()))) {
      throw new LinkException(
          "it imports %s as another thing than the function %s that it is"
              .formatted(wanted.path(), known.type()));
    }
  }

  private static @Nullable PluginFunction known(Import wanted) {
    for (PluginFunction function : PluginFunction.values()) {
      if (wanted.module().equals(PluginFunction.MODULE)
          && wanted.name().equals(function.export())) {
        return function;
      }
    }
    return null;
  }

  private static Optional<HostFunction> offered(Import wanted) {
    PluginFunction function = known(wanted);
    return function == null
        ? Optional.empty()
        : Optional.of((guest, arguments) -> function.call(CURRENT.get(), guest, arguments));
  }

  private static Placing placing(CompiledModule module) {
    if (module.function(REALLOC).filter(WITH_ENV::equals).isPresent()) {
      return Placing.REALLOC;
    }
    return module.function(ALLOC).filter(ALLOC_TYPE::equals).isPresent()
        ? Placing.ALLOC
        : Placing.GROWTH;
  }

  /** The module. */
  public CompiledModule compiled() {
    return compiled;
  }

  /** Whether it is a command, and so can be given arguments and an environment. */
  public boolean isCommand() {
    return form instanceof Form.Command;
  }

  /** Whether it keeps a state: it imports a function about it. */
  public boolean stateful() {
    return stateful;
  }

  /** Runs it without a command line, as it runs in a turn: see the other method. */
  public PluginResult run(
      Bytes input,
      PluginContext context,
      @Nullable PluginState state,
      Limits limits,
      Cancellation cancellation) {
    return run(input, CommandLine.NONE, context, state, limits, cancellation);
  }

  /**
   * Runs it once in a fresh instance, on the calling thread, to its end.
   *
   * @param input what it is given
   * @param commandLine what it is given too if it is a command; no other sees it
   * @param context what it may know of the run
   * @param state what it reads and sets; what was set stays there however the run ends. Needed if
   *     it is {@link #stateful}, else null will do
   * @throws dev.odeon.engine.ModuleException if the module does not fit into {@code limits}
   * @throws dev.odeon.engine.OverloadedException if the machine lacks the memory: nothing has
   *     happened
   */
  public PluginResult run(
      Bytes input,
      CommandLine commandLine,
      PluginContext context,
      @Nullable PluginState state,
      Limits limits,
      Cancellation cancellation) {
    return switch (form) {
      case Form.Function function -> run(function, input, context, state, limits, cancellation);
      case Form.Command(CommandForm.Command command) ->
          command.run(input, commandLine, context, limits, cancellation);
    };
  }

  private PluginResult run(
      Form.Function function,
      Bytes input,
      PluginContext context,
      @Nullable PluginState state,
      Limits limits,
      Cancellation cancellation) {
    PluginInvocation run = new PluginInvocation(state);
    Bytes env = function.env ? env(context) : null;
    RunResult<Integer> ended =
        compiled.imports().isEmpty()
            ? called(function, input, env, limits, cancellation, context.pacing())
            : ScopedValue.where(CURRENT, run)
                .call(() -> called(function, input, env, limits, cancellation, context.pacing()));
    Integer code = ended.value();
    Bytes output = run.output(code != null);
    return PluginResult.of(
        ended.outcome(),
        code,
        output,
        run.onward(output),
        ended.fuel(),
        Diagnostics.of(run.log(code != null), Bytes.empty(), ended.trace()));
  }

  private RunResult<Integer> called(
      Form.Function function,
      Bytes input,
      @Nullable Bytes env,
      Limits limits,
      Cancellation cancellation,
      @Nullable RunPacing pacing) {
    return compiled.run(
        limits,
        function.imports,
        cancellation,
        pacing,
        guest -> process(guest, function, input, env));
  }

  private static int process(
      Instance guest, Form.Function function, Bytes input, @Nullable Bytes env) {
    if (env == null) {
      long at = placed(guest, function.placing, input);
      return (int) guest.call(PROCESS, at, input.size())[0];
    }
    long inputAt;
    long envAt;
    if (function.placing == Placing.GROWTH) {
      inputAt = placed(guest, Placing.GROWTH, input.plus(env));
      envAt = inputAt + input.size();
    } else {
      inputAt = placed(guest, function.placing, input);
      envAt = placed(guest, function.placing, env);
    }
    return (int) guest.call(PROCESS, inputAt, input.size(), envAt, env.size())[0];
  }

  /** Where {@code bytes} were put. */
  private static long placed(Instance guest, Placing placing, Bytes bytes) {
    long at =
        switch (placing) {
          case REALLOC -> PluginFunction.unsigned(guest.call(REALLOC, 0, 0, 1, bytes.size())[0]);
          case ALLOC -> PluginFunction.unsigned(guest.call(ALLOC, bytes.size())[0]);
          case GROWTH -> grown(guest, bytes.size());
        };
    if (at == 0 && !bytes.isEmpty() && placing != Placing.GROWTH) {
      throw new Trap(INVALID_INPUT, "the plug-in gave no memory for the input");
    }
    try {
      guest.memory().write(at, bytes);
    } catch (LinearMemory.OutOfBoundsException e) {
      throw new Trap("out-of-bounds", "the memory that the plug-in gave for the input");
    }
    return at;
  }

  private static long grown(Instance guest, int size) {
    long at = size == 0 ? 0 : guest.growMemory(size);
    if (at < 0) {
      throw new Trap(
          INVALID_INPUT, "the memory of the plug-in cannot grow by " + size + " bytes of input");
    }
    return at;
  }

  private static Bytes env(PluginContext context) {
    long nanos = context.timeMillis() * 1_000_000;
    return Bytes.utf8(
        "{\"timestamp\": " + nanos + ", \"random_seed\": " + context.seed().int64(0) + "}");
  }
}
