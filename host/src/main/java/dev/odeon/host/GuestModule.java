package dev.odeon.host;

import dev.odeon.base.Outcome;
import dev.odeon.component.AbiException;
import dev.odeon.component.CanonicalAbi;
import dev.odeon.component.CoreName;
import dev.odeon.component.CoreSignature;
import dev.odeon.component.Realloc;
import dev.odeon.component.WitFunction;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Export;
import dev.odeon.engine.Extern;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Import;
import dev.odeon.engine.Instance;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunResult;
import dev.odeon.engine.Trap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A compiled module that fits a {@link Contract} and imports only what was granted. Immutable; any
 * thread may call, each call has an instance of its own.
 */
public final class GuestModule {
  private static final String MEMORY = "memory";

  /**
   * The call whose guest runs on this thread: imports are linked once, and find their boundary
   * here.
   */
  private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

  private final CompiledModule compiled;
  private final HostImports imports;
  private final Map<String, Entry> entries;

  /** One function of the contract as this module exports it. */
  private record Entry(String export, @Nullable String cleanup, WitFunction type) {}

  private GuestModule(CompiledModule compiled, HostImports imports, Map<String, Entry> entries) {
    this.compiled = compiled;
    this.imports = imports;
    this.entries = entries;
  }

  /**
   * Checks a module against its contract and links it.
   *
   * @param grants what it may import, and how far that reaches
   * @throws LinkException naming the first import or export that does not fit
   */
  public static GuestModule link(
      CompiledModule compiled, Contract contract, Grants grants, Capabilities capabilities) {
    Map<String, Entry> entries = entries(compiled, contract);
    HostImports imports =
        compiled.link(wanted -> Optional.of(offered(wanted, grants, capabilities)));
    return new GuestModule(compiled, imports, entries);
  }

  /** The module itself. */
  public CompiledModule compiled() {
    return compiled;
  }

  /** The functions of its contract that it exports, by their names without a version. */
  public Set<String> exports() {
    return entries.keySet();
  }

  /**
   * Calls {@code function} on a fresh instance, on this thread.
   *
   * @param args as its type has it
   * @param boundary what the guest's own calls go through
   * @return how it ended, and the result lifted if it returned
   * @throws DivergedException if the boundary replays and the guest did something else
   * @throws dev.odeon.engine.OverloadedException if there is no memory for it now
   */
  public RunResult<Object> call(
      String function, List<Object> args, HostCallBoundary boundary, Limits limits) {
    Entry entry = entries.get(function);
    if (entry == null) {
      return new RunResult<>(new Outcome.Trapped("missing-export", function), null);
    }
    Call call = new Call(boundary, limits.outputBytesMax());
    return ScopedValue.where(CURRENT, call)
        .call(() -> compiled.run(limits, imports, guest -> call.run(guest, entry, args)));
  }

  /** One call under way, on one instance and one thread. */
  private static final class Call {
    private final HostCallBoundary boundary;
    private final long outputBytesMax;
    private @Nullable CanonicalAbi abi;

    Call(HostCallBoundary boundary, long outputBytesMax) {
      this.boundary = boundary;
      this.outputBytesMax = outputBytesMax;
    }

    @Nullable Object run(Instance guest, Entry entry, List<Object> args) {
      String cleanup = entry.cleanup;
      return checked(
          guest,
          () ->
              abi(guest)
                  .call(
                      entry.type,
                      core -> guest.call(entry.export, core),
                      cleanup == null ? null : core -> guest.call(cleanup, core),
                      args));
    }

    long[] serve(Instance guest, GrantedFunction<?> function, long[] args) {
      return Objects.requireNonNull(
          checked(
              guest,
              () ->
                  abi(guest)
                      .serve(function.type(), args, values -> call(guest, function, values))));
    }

    /** A call goes into the block: it costs fuel, and counts as output. */
    private @Nullable Object call(
        Instance guest, GrantedFunction<?> function, List<Object> values) {
      CallLog log = boundary.log();
      if (log.size() >= HostCallBoundary.CALLS_MAX) {
        throw guest.outputExhausted();
      }
      guest.spend(HostCosts.CALL);
      long before = log.handledBytes();
      log.run(guest);
      Object result = boundary.call(function, values);
      guest.spend((log.handledBytes() - before) * HostCosts.CALL_BYTE);
      guest.checkOutput(log.recordedBytes());
      return result;
    }

    private CanonicalAbi abi(Instance guest) {
      CanonicalAbi made = abi;
      if (made == null) {
        made = new CanonicalAbi(guest.memory(), realloc(guest), outputBytesMax);
        abi = made;
      }
      return made;
    }

    private static Realloc realloc(Instance guest) {
      return (oldPointer, oldSize, alignment, newSize) ->
          (int) guest.call(CanonicalAbi.REALLOC, oldPointer, oldSize, alignment, newSize)[0];
    }

    /**
     * A breach of the ABI is the guest's: too much output reaches that limit, anything else traps.
     */
    private <T> @Nullable T checked(Instance guest, Supplier<@Nullable T> crossing) {
      try {
        return crossing.get();
      } catch (AbiException e) {
        if (e.kind() == AbiException.Kind.OUTPUT) {
          throw guest.outputExhausted();
        }
        throw new Trap(e.kind().code(), String.valueOf(e.getMessage()));
      }
    }
  }

  private static Map<String, Entry> entries(CompiledModule compiled, Contract contract) {
    Map<String, Entry> entries = new HashMap<>();
    boolean needsRealloc = false;
    for (Export export : compiled.exports()) {
      WitFunction type = typeOf(contract, export.name());
      if (type != null) {
        checkSignature(export, type);
        String cleanup = CanonicalAbi.postReturn(export.name());
        boolean cleansUp = compiled.export(cleanup).isPresent();
        entries.put(
            CoreName.parse(export.name()).unversioned().toString(),
            new Entry(export.name(), cleansUp ? cleanup : null, type));
        needsRealloc |= type.exportNeedsRealloc();
      }
    }
    for (String required : contract.required()) {
      if (!entries.containsKey(required)) {
        throw new LinkException("it does not export " + required + ", which every actor must");
      }
    }
    require(compiled, MEMORY, "memory");
    if (needsRealloc) {
      require(compiled, CanonicalAbi.REALLOC, "function");
    }
    return Map.copyOf(entries);
  }

  private static @Nullable WitFunction typeOf(Contract contract, String export) {
    return CoreName.matches(export) && isOurs(CoreName.parse(export))
        ? contract.functions().get(CoreName.parse(export).unversioned().toString())
        : null;
  }

  /** Whether it is a name of our packages, in a version that means what is here. */
  private static boolean isOurs(CoreName name) {
    return isOurs(Contract.PACKAGE, Contract.VERSION, name)
        || isOurs(Contract.OWN_PACKAGE, Contract.OWN_VERSION, name);
  }

  private static boolean isOurs(String packageName, String version, CoreName name) {
    return new CoreName(packageName, name.interfaceName(), version, name.function()).means(name);
  }

  private static void checkSignature(Export export, WitFunction type) {
    CoreSignature wanted = type.exportSignature();
    if (!(export.extern() instanceof Extern.Function(var core)) || !matches(wanted, core)) {
      throw new LinkException(
          "its export %s must be a function of type %s".formatted(export.name(), wanted));
    }
  }

  private static void require(CompiledModule compiled, String name, String kind) {
    if (compiled.export(name).filter(e -> e.extern().kind().equals(kind)).isEmpty()) {
      throw new LinkException(
          "it does not export a %s named %s, which values need to get in and out"
              .formatted(kind, name));
    }
  }

  private static dev.odeon.engine.HostFunction offered(
      Import wanted, Grants grants, Capabilities capabilities) {
    GrantedFunction<?> function = granted(wanted, grants, capabilities);
    CoreSignature type = function.type().importSignature();
    if (!(wanted.extern() instanceof Extern.Function(var core)) || !matches(type, core)) {
      throw new LinkException(
          "it imports %s as a %s, but that is a function of type %s"
              .formatted(function.name(), described(wanted.extern()), type));
    }
    return (guest, args) -> CURRENT.get().serve(guest, function, args);
  }

  private static String described(Extern extern) {
    return extern instanceof Extern.Function(var type) ? "function of type " + type : extern.kind();
  }

  private static GrantedFunction<?> granted(
      Import wanted, Grants grants, Capabilities capabilities) {
    boolean offered =
        CoreName.matches(wanted.module()) && capabilities.means(CoreName.parse(wanted.module()));
    if (!offered) {
      throw new LinkException(
          "it imports %s, which is nothing an actor can be given: imports come from %s/<interface>"
              .formatted(wanted.path(), String.join("/<interface>, ", capabilities.packages())));
    }
    String name = CoreName.parse(wanted.module()).interfaceName();
    Capability<?> capability = capabilities.find(name);
    if (capability == null) {
      throw new LinkException(
          "it imports %s, but there is no such capability; there are %s"
              .formatted(wanted.path(), String.join(", ", new TreeSet<>(capabilities.names()))));
    }
    Object grant = grants.of(name);
    if (grant == null) {
      throw new LinkException(
          "it imports %s, which is not granted: put %s = true under [grants] in its manifest"
              .formatted(wanted.path(), name));
    }
    CapabilityFunction<?> function = capability.functions().get(wanted.name());
    if (function == null) {
      throw new LinkException(
          "it imports %s, but %s has only %s"
              .formatted(
                  wanted.path(),
                  name,
                  String.join(", ", new TreeSet<>(capability.functions().keySet()))));
    }
    return capability.granted(function, grant);
  }

  private static boolean matches(CoreSignature wanted, dev.odeon.engine.FunctionType actual) {
    return wanted.params().stream()
            .map(Enum::name)
            .toList()
            .equals(actual.parameters().stream().map(Enum::name).toList())
        && wanted.results().stream()
            .map(Enum::name)
            .toList()
            .equals(actual.results().stream().map(Enum::name).toList());
  }
}
