package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.engine.Engine;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadRequest;
import dev.odeon.engine.Metering;
import dev.odeon.engine.ModuleException;
import dev.odeon.host.Capabilities;
import dev.odeon.host.Contract;
import dev.odeon.host.LinkException;
import dev.odeon.host.PluginModule;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes guests of modules and manifests, and keeps the last {@value #KEPT_MAX}. The kinds of them
 * stand in one table, by the kind that the manifest names. Any thread may ask.
 */
public final class Guests {
  private static final int KEPT_MAX = 256;

  private final Engine engine;
  private final ActorKind actors;
  private final PluginKind plugins;
  private final Map<String, GuestKind> kinds = new TreeMap<>();
  private final Map<Pair, Guest> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Guest> eldest) {
          return size() > KEPT_MAX;
        }
      };

  private record Pair(Hash module, Hash manifest) {}

  /** None yet; a manifest may grant {@code capabilities}. */
  public Guests(Engine engine, Settings settings, Capabilities capabilities) {
    this.engine = engine;
    this.actors = new ActorKind(settings, capabilities, Contract.actor());
    this.plugins = new PluginKind(settings);
    for (GuestKind kind : List.of(actors, plugins)) {
      kinds.put(kind.name(), kind);
    }
  }

  /** What all guests run on. */
  public Engine engine() {
    return engine;
  }

  /**
   * What an actor with {@code manifest} may use in a turn, and in its first one.
   *
   * @param turn the limits of a turn
   * @param init those of the first
   * @param mailboxCapacity how many messages may wait
   */
  public record ActorLimits(Limits turn, Limits init, int mailboxCapacity) {}

  /** What an actor with {@code manifest} may use. */
  public ActorLimits limits(Manifest manifest) {
    GuestKind.Terms terms = actors.terms(manifest);
    return new ActorLimits(terms.turn(), terms.init(), terms.mailboxCapacity());
  }

  /** What a manifest may grant. */
  public Capabilities capabilities() {
    return actors.capabilities();
  }

  /** Plug-ins, of which something is asked without a manifest. */
  public PluginKind plugins() {
    return plugins;
  }

  /**
   * The guest of a module and a manifest that is read already.
   *
   * @throws ActorException if the module cannot run, or needs what the manifest does not grant
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   */
  public Guest of(Manifest manifest, Bytes module, LoadRequest load) {
    Pair pair = new Pair(Hash.of(module), Hash.of(manifest.source()));
    return kept(pair, () -> make(pair, actors, actors.terms(manifest), module, load));
  }

  /** The same for a plug-in. */
  public Guest of(PluginManifest manifest, Bytes module, LoadRequest load) {
    Pair pair = new Pair(Hash.of(module), Hash.of(manifest.source()));
    return kept(pair, () -> make(pair, plugins, plugins.terms(), module, load));
  }

  /**
   * Another module in the place of one with the manifest {@code manifest}, granted and limited as
   * that is.
   *
   * @throws ActorException if it cannot run there
   */
  public Guest other(String origin, Bytes manifest, Bytes module, LoadRequest load) {
    Pair pair = new Pair(Hash.of(module), Hash.of(manifest));
    return kept(
        pair,
        () -> {
          GuestKind kind = kind(origin, manifest);
          GuestKind.Terms terms = kind.terms(origin, manifest).withModule("the other module");
          return make(pair, kind, terms, module, load);
        });
  }

  /** The plug-in that {@code module} is, ready to run, whether somebody loads it or not. */
  public PluginModule plugin(Bytes module, LoadRequest load) {
    return plugins.module(engine.compile(module, Metering.LATEST, load));
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
    String origin = "manifest " + pair.manifest;
    Bytes manifest = content.apply(pair.manifest);
    GuestKind kind = kind(origin, manifest);
    Guest same = kind.codeOfModuleAlone() ? sameCode(kind, pair.module) : null;
    return same != null
        ? same.withManifest(pair.manifest)
        : make(pair, kind, kind.terms(origin, manifest), content.apply(pair.module), load);
  }

  private GuestKind kind(String origin, Bytes manifest) {
    String name =
        PluginManifest.isEncoded(manifest)
            ? PluginManifest.kind(manifest)
            : Manifest.kind(origin, manifest);
    GuestKind kind = kinds.get(name);
    if (kind == null) {
      throw new ManifestException(
          "%s: kind: there is no kind of guest called %s; there are %s"
              .formatted(origin, name, String.join(", ", kinds.keySet())));
    }
    return kind;
  }

  /**
   * A guest of that kind and module under another manifest. Its module is not read again: what is
   * damaged in the home can be whole here, since somebody loads it anew.
   */
  private @Nullable Guest sameCode(GuestKind kind, Hash module) {
    synchronized (kept) {
      return kept.values().stream()
          .filter(guest -> guest.module().equals(module) && guest.kind() == kind)
          .findFirst()
          .orElse(null);
    }
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

  private @Nullable Guest known(Pair pair) {
    synchronized (kept) {
      return kept.get(pair);
    }
  }

  private Guest make(
      Pair pair, GuestKind kind, GuestKind.Terms terms, Bytes module, LoadRequest load) {
    try {
      TurnCode code = terms.link().apply(engine.compile(module, Metering.LATEST, load));
      code.compiled().check(terms.turn());
      if (!terms.timers().isEmpty() && !code.takes(Message.Kind.SEND.function())) {
        throw new ActorException(
            ActorException.Reason.INVALID_MODULE,
            "%s: it does not export %s, which the timers of the manifest call"
                .formatted(terms.module(), Message.Kind.SEND.function()));
      }
      LoadRequest again = LoadRequest.of(load.tenant());
      return new Guest(
          kind,
          pair.module,
          pair.manifest,
          code,
          new CodeByMetering(
              metering -> terms.link().apply(engine.compile(module, metering, again))),
          terms.recordsLog(),
          terms.turn(),
          terms.init(),
          terms.mailboxCapacity(),
          terms.timers());
    } catch (ModuleException | LinkException e) {
      throw new ActorException(
          ActorException.Reason.INVALID_MODULE, terms.module() + ": " + e.getMessage(), e);
    }
  }
}
