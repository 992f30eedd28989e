package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadRequest;
import dev.odeon.engine.Metering;
import dev.odeon.engine.ModuleException;
import dev.odeon.host.Capabilities;
import dev.odeon.host.Contract;
import dev.odeon.host.GuestModule;
import dev.odeon.host.LinkException;
import dev.odeon.host.PluginModule;
import dev.odeon.host.StoreGrant;
import dev.odeon.host.wasi.WasiCommand;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes guests of modules and manifests, and keeps the last {@value #KEPT_MAX}. Any thread may ask.
 */
final class Guests {
  private static final int KEPT_MAX = 256;

  private final Engine engine;
  private final Settings settings;
  private final Capabilities capabilities;
  private final Contract contract = Contract.actor();
  private final Map<Pair, Guest> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Guest> eldest) {
          return size() > KEPT_MAX;
        }
      };

  private record Pair(Hash module, Hash manifest) {}

  Guests(Engine engine, Settings settings, Capabilities capabilities) {
    this.engine = engine;
    this.settings = settings;
    this.capabilities = capabilities;
  }

  /** The names that a manifest may grant. */
  Set<String> grantable() {
    return capabilities.names();
  }

  /**
   * The guest of a module and a manifest that is read already.
   *
   * @throws ActorException if the module cannot run, or needs what the manifest does not grant
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   */
  Guest of(Manifest manifest, Bytes module, LoadRequest load) {
    Pair pair = new Pair(Hash.of(module), Hash.of(manifest.source()));
    return kept(pair, () -> make(pair, manifest, module, load));
  }

  /**
   * The guest of a plug-in's module.
   *
   * @throws ActorException if the module cannot run, or is no plug-in
   */
  Guest of(PluginManifest manifest, Bytes module, LoadRequest load) {
    Pair pair = new Pair(Hash.of(module), Hash.of(manifest.source()));
    return kept(pair, () -> makePlugin(pair, module, load));
  }

  /**
   * Another module in the place of one with the manifest {@code manifest}, granted and limited as
   * that is.
   *
   * @throws ActorException if it cannot run there
   */
  Guest other(String origin, Bytes manifest, Bytes module, LoadRequest load) {
    return PluginManifest.isMeant(manifest)
        ? makePlugin(new Pair(Hash.of(module), Hash.of(manifest)), module, load)
        : of(
            Manifest.parse(origin, manifest, grantable()).withModule("the other module"),
            module,
            load);
  }

  /** The plug-in that {@code module} is, ready to run, whether somebody loads it or not. */
  PluginModule plugin(Bytes module, LoadRequest load) {
    return PluginModule.of(engine.compile(module, Metering.LATEST, load), WasiCommand.FORM);
  }

  /** What a plug-in may use at most. */
  Limits pluginLimits() {
    return new Limits(
        settings.turnTime(),
        settings.memoryBytes(),
        (int) settings.tableElements(),
        settings.outputBytes());
  }

  private Guest kept(Pair pair, Supplier<Guest> make) {
    Guest known = known(pair);
    if (known != null) {
      return known;
    }
    Guest made = make.get();
    synchronized (kept) {
      kept.put(pair, made);
    }
    return made;
  }

  /** The guest of these if it is ready to run; else null. */
  @Nullable Guest ready(Hash module, Hash manifest) {
    return known(new Pair(module, manifest));
  }

  /** The same for bytes that the home keeps, read only if the guest is not known. */
  Guest of(Hash module, Hash manifest, Function<Hash, Bytes> content, LoadRequest load) {
    Pair pair = new Pair(module, manifest);
    return kept(pair, () -> read(pair, content, load));
  }

  private Guest read(Pair pair, Function<Hash, Bytes> content, LoadRequest load) {
    Bytes manifest = content.apply(pair.manifest);
    if (PluginManifest.isMeant(manifest)) {
      Guest same = plugin(pair.module);
      return same != null
          ? same.withManifest(pair.manifest)
          : makePlugin(pair, content.apply(pair.module), load);
    }
    return make(
        pair,
        Manifest.parse("manifest " + pair.manifest, manifest, grantable()),
        content.apply(pair.module),
        load);
  }

  /**
   * A plug-in of that module, whose manifest changes nothing of what it is. Its module is not read
   * again: what is damaged in the home can be whole here, since somebody loads it anew.
   */
  private @Nullable Guest plugin(Hash module) {
    synchronized (kept) {
      return kept.values().stream()
          .filter(guest -> guest.module().equals(module) && guest.code() instanceof PluginCode)
          .findFirst()
          .orElse(null);
    }
  }

  private @Nullable Guest known(Pair pair) {
    synchronized (kept) {
      return kept.get(pair);
    }
  }

  private Guest make(Pair pair, Manifest manifest, Bytes module, LoadRequest load) {
    Limits turn =
        limits(manifest.limits(), lower(manifest.limits().timeMillis(), settings.turnTime()));
    try {
      TurnCode code = code(manifest, module, Metering.LATEST, load);
      code.compiled().check(turn);
      Duration init = lower(manifest.limits().initTimeMillis(), settings.initTime());
      return new Guest(
          pair.module,
          pair.manifest,
          code,
          new OlderCode(
              metering -> code(manifest, module, metering, LoadRequest.of(load.tenant()))),
          manifest.store(),
          manifest.recordLog(),
          turn,
          limits(manifest.limits(), init),
          Math.min(
              manifest.mailboxCapacity().orElse(settings.mailboxCapacity()),
              settings.mailboxCapacity()));
    } catch (ModuleException | LinkException e) {
      throw new ActorException(
          ActorException.Reason.INVALID_MODULE, manifest.module() + ": " + e.getMessage(), e);
    }
  }

  private Guest makePlugin(Pair pair, Bytes module, LoadRequest load) {
    Limits limits = pluginLimits();
    try {
      PluginCode code = new PluginCode(plugin(module, load));
      code.compiled().check(limits);
      return new Guest(
          pair.module,
          pair.manifest,
          code,
          new OlderCode(metering ->
              new PluginCode(
                  PluginModule.of(
                      engine.compile(module, metering, LoadRequest.of(load.tenant())),
                      WasiCommand.FORM))),
          StoreGrant.ALL,
          false,
          limits,
          limits,
          settings.mailboxCapacity());
    } catch (ModuleException | LinkException e) {
      throw new ActorException(
          ActorException.Reason.INVALID_MODULE, String.valueOf(e.getMessage()), e);
    }
  }

  private TurnCode code(Manifest manifest, Bytes module, Metering metering, LoadRequest load) {
    CompiledModule compiled = engine.compile(module, metering, load);
    return new ActorCode(GuestModule.link(compiled, contract, manifest.grants(), capabilities));
  }

  private Limits limits(Manifest.Lowered lowered, Duration time) {
    return new Limits(
        time,
        lower(lowered.fuel(), Limits.fuelFor(time)),
        lower(scaled(lowered.memoryMebibytes()), settings.memoryBytes()),
        (int) lower(lowered.tableElements(), settings.tableElements()),
        (int) lower(lowered.stackSlots(), Limits.STACK_SLOTS),
        lower(scaled(lowered.outputMebibytes()), settings.outputBytes()));
  }

  private static OptionalLong scaled(OptionalLong mebibytes) {
    return mebibytes.isPresent()
        ? OptionalLong.of(mebibytes.getAsLong() << 20)
        : OptionalLong.empty();
  }

  private static Duration lower(OptionalLong millis, Duration most) {
    return Duration.ofMillis(lower(millis, most.toMillis()));
  }

  private static long lower(OptionalLong asked, long most) {
    return Math.min(asked.orElse(most), most);
  }
}
