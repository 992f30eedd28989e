package dev.odeon.cli;

import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Extern;
import dev.odeon.engine.FunctionType;
import dev.odeon.engine.Import;
import dev.odeon.engine.ValueType;
import dev.odeon.host.Capabilities;
import dev.odeon.host.Contract;
import dev.odeon.host.Grants;
import dev.odeon.host.GuestModule;
import dev.odeon.host.LinkException;
import dev.odeon.host.PluginModule;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.host.wasi.WasiCommand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a module and a contract go together.
 *
 * @param contract the contract's name
 * @param meant whether the module has an export that only this contract knows
 * @param problem why it does not fit; empty if it does
 */
record ContractFit(String contract, boolean meant, Optional<String> problem) {
  private static final ValueType I32 = ValueType.I32;
  private static final String ACTORS = "theater:simple/";
  private static final String AGGREGATE = "aggregate#";

  /** What an aggregate must export, as core functions. */
  private static final Map<String, FunctionType> AGGREGATE_EXPORTS =
      Map.of(
          "aggregate#[constructor]entity", answers(2),
          "aggregate#[method]entity.apply", answers(3),
          "aggregate#[method]entity.handle", answers(5));

  /** Each contract there is, the one that the module is meant for first. */
  static List<ContractFit> all(CompiledModule module) {
    List<ContractFit> fits = new ArrayList<>();
    fits.add(new ContractFit("plug-in", module.export("process").isPresent(), plugIn(module)));
    fits.add(new ContractFit("actor", exports(module, ACTORS), actor(module)));
    fits.add(new ContractFit("aggregate", exports(module, AGGREGATE), aggregate(module)));
    fits.add(new ContractFit("WASI command", WasiCommand.isMeant(module), command(module)));
    fits.sort(
        Comparator.comparing((ContractFit fit) -> fit.problem.isPresent())
            .thenComparing(fit -> !fit.meant));
    return Collections.unmodifiableList(fits);
  }

  boolean fits() {
    return problem.isEmpty();
  }

  private static boolean exports(CompiledModule module, String prefix) {
    return module.exports().stream().anyMatch(each -> each.name().startsWith(prefix));
  }

  private static Optional<String> plugIn(CompiledModule module) {
    if (module.export("process").isEmpty()) {
      return Optional.of("it exports no function process");
    }
    try {
      PluginModule.of(module);
      return Optional.empty();
    } catch (LinkException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  private static Optional<String> actor(CompiledModule module) {
    Capabilities capabilities = OwnCapabilities.all();
    try {
      GuestModule.link(
          module, Contract.actor(), Grants.whole(capabilities, capabilities.names()), capabilities);
      return Optional.empty();
    } catch (LinkException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  private static Optional<String> aggregate(CompiledModule module) {
    for (Map.Entry<String, FunctionType> each : new TreeMap<>(AGGREGATE_EXPORTS).entrySet()) {
      FunctionType actual = module.function(each.getKey()).orElse(null);
      if (actual == null) {
        return Optional.of("it exports no function " + each.getKey());
      }
      if (!actual.equals(each.getValue())) {
        return Optional.of(
            "its %s is a function %s, not %s".formatted(each.getKey(), actual, each.getValue()));
      }
    }
    if (hasNoMemory(module)) {
      return Optional.of("it exports no memory");
    }
    return module.imports().stream()
        .filter(each -> !isOfAggregate(each))
        .findFirst()
        .map(ContractFit::notOffered);
  }

  private static boolean isOfAggregate(Import wanted) {
    return switch (wanted.module()) {
      case "[export]aggregate" ->
          switch (wanted.name()) {
            case "[resource-new]entity", "[resource-rep]entity" -> is(wanted.extern(), answers(1));
            case "[resource-drop]entity" -> is(wanted.extern(), takes(1));
            default -> false;
          };
      case "thalo:aggregate/tracing" ->
          wanted.name().equals("send-event") && is(wanted.extern(), takes(2));
      default -> false;
    };
  }

  private static Optional<String> command(CompiledModule module) {
    try {
      WasiCommand.of(module);
      return Optional.empty();
    } catch (LinkException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  private static boolean hasNoMemory(CompiledModule module) {
    return module.export("memory").filter(it -> it.extern() instanceof Extern.Memory).isEmpty();
  }

  private static boolean is(Extern extern, FunctionType type) {
    return extern.equals(new Extern.Function(type));
  }

  private static String notOffered(Import wanted) {
    return "it imports %s, which is not offered".formatted(wanted.path());
  }

  private static FunctionType takes(int count) {
    return new FunctionType(Collections.nCopies(count, I32), List.of());
  }

  private static FunctionType answers(int count) {
    return new FunctionType(Collections.nCopies(count, I32), List.of(I32));
  }
}
