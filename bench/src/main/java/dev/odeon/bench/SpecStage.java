package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.Ensemble;
import dev.odeon.engine.Entity;
import dev.odeon.engine.Import;
import dev.odeon.engine.Limits;
import dev.odeon.engine.Member;
import dev.odeon.engine.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The modules of one script that are there, and the names under which others find them. */
final class SpecStage implements AutoCloseable {
  /** As much memory as a module of the suite may ask for at most and still expect to get. */
  static final Limits LIMITS =
      Limits.DEFAULT
          .withTime(Duration.ofSeconds(30))
          .withMemoryBytesMax(1L << 30)
          .withTableElementsMax(20_000_000);

  private final Engine engine;
  private final Ensemble ensemble;
  private final Map<String, Member> registered = new HashMap<>();

  SpecStage(Engine engine) {
    this.engine = engine;
    this.ensemble = Ensemble.open(engine);
    register("spectest", spectest());
  }

  private Member spectest() {
    RunResult<Member> result = add(engine.compile(wasm()));
    Member member = result.value();
    if (member == null) {
      throw new IllegalStateException("the module spectest does not start: " + result.outcome());
    }
    return member;
  }

  private static Bytes wasm() {
    try (InputStream in = SpecStage.class.getResourceAsStream("spectest.wasm")) {
      if (in == null) {
        throw new IllegalStateException("spectest.wasm is not on the class path");
      }
      return Bytes.wrap(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("spectest.wasm cannot be read", e);
    }
  }

  /** Compiles {@code wasm}, or throws {@link dev.odeon.engine.ModuleException}. */
  CompiledModule compile(Bytes wasm) {
    return engine.compile(wasm);
  }

  /** Links {@code module} with what is registered and starts it. */
  RunResult<Member> add(CompiledModule module) {
    return ensemble.add(module, LIMITS, this::find);
  }

  private Optional<Entity> find(Import wanted) {
    return Optional.ofNullable(registered.get(wanted.module()))
        .flatMap(member -> member.export(wanted.name()));
  }

  /** Lets others import from {@code member} under that name. */
  void register(String name, Member member) {
    registered.put(name, member);
  }

  Ensemble ensemble() {
    return ensemble;
  }

  @Override
  public void close() {
    ensemble.close();
  }
}
