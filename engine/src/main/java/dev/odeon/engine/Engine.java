package dev.odeon.engine;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Threads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Compiles modules and keeps what all guests share: the compiled modules, the memory budget and the
 * watchdog's thread. Thread-safe.
 */
public final class Engine implements AutoCloseable {
  /** What the library's compiler takes of the heap for each instruction; measured. */
  private static final long INSTRUCTION_BYTES = 160;

  /** What is compiled: the bytes, and how they are metered. */
  private record Key(Hash module, Metering metering) {}

  private final EngineConfig config;
  private final Clock clock;
  private final MemoryBudget memory;
  private final SpareArrays spareArrays;
  private final Watchdog watchdog;

  private final AtomicLong compiled = new AtomicLong();
  private final AtomicLong fromCache = new AtomicLong();
  private final AtomicInteger instances = new AtomicInteger();

  private final LoadQueue<Key, CompiledModule> loads;

  /** By hash, the one used longest ago first; guarded by itself. */
  private final LinkedHashMap<Key, CompiledModule> modules = new LinkedHashMap<>(16, 0.75f, true);

  private Engine(EngineConfig config, Clock clock, Threads threads) {
    this.config = config;
    this.clock = clock;
    this.memory = new MemoryBudget(config.memoryBytesMax());
    this.spareArrays = new SpareArrays(memory);
    this.loads =
        new LoadQueue<>(clock, threads, config.loadsAtATime(), heapForLoads(), config.loadTime());
    this.watchdog = Watchdog.start(clock, threads);
  }

  /** Starts an engine, which owns one thread until it is closed. */
  public static Engine open(EngineConfig config, Clock clock, Threads threads) {
    return new Engine(config, clock, threads);
  }

  /**
   * {@link #compile(Bytes, Metering)} with the latest metering.
   *
   * @throws ModuleException if it is malformed, invalid, larger than the limit, or needs what this
   *     engine does not support
   */
  public CompiledModule compile(Bytes wasm) {
    return compile(wasm, Metering.LATEST);
  }

  /** {@link #compile(Bytes, Metering, LoadRequest)} for nobody in particular. */
  public CompiledModule compile(Bytes wasm, Metering metering) {
    return compile(wasm, metering, LoadRequest.of(""));
  }

  /**
   * Validates and compiles {@code wasm}, or answers the module compiled from the same bytes before.
   * Blocks: the work is on a thread of the engine's, and loads of other tenants may come first.
   *
   * @throws ModuleException if it is malformed, invalid, over a {@link ModuleLimit}, or needs what
   *     this engine does not support
   * @throws LoadException if {@code request} was cancelled, its time or that of {@link
   *     EngineConfig#loadTime} is over, or too many loads wait
   */
  public CompiledModule compile(Bytes wasm, Metering metering, LoadRequest request) {
    if (wasm.size() > config.moduleBytesMax()) {
      throw new ModuleException(
          String.format(
              Locale.ROOT,
              "a module of %,d bytes is larger than the limit of %,d",
              wasm.size(),
              config.moduleBytesMax()),
          "");
    }
    Key key = new Key(Hash.of(wasm), metering);
    synchronized (modules) {
      CompiledModule known = modules.get(key);
      if (known != null) {
        return known;
      }
    }
    CompiledModule cached = cached(key, wasm.size());
    return cached == null ? compiled(key, wasm, request) : keep(key, cached);
  }

  private @Nullable CompiledModule cached(Key key, int sizeBytes) {
    CodeCache cache = config.cache();
    if (cache == null) {
      return null;
    }
    Bytes kept = cache.get(CodeImage.name(key.module(), key.metering())).orElse(null);
    if (kept == null) {
      return null;
    }
    try {
      CodeImage image = CodeImage.decode(kept);
      ModuleShape shape = image.shape();
      Code code = Code.of(image, shape);
      fromCache.incrementAndGet();
      return new CompiledModule(this, key.module(), sizeBytes, shape, key.metering(), code);
    } catch (MalformedException | ModuleException _) {
      // It is of an engine that forgot to say that its images are other ones.
      return null;
    }
  }

  private CompiledModule compiled(Key key, Bytes wasm, LoadRequest request) {
    ModuleShape shape = ModuleScan.scan(wasm);
    long needed = shape.instructions() * INSTRUCTION_BYTES;
    if (needed > heapForLoads()) {
      throw new ModuleException(
          String.format(
              Locale.ROOT,
              "compiling %,d instructions takes about %,d MiB of heap, and there are %,d: give it more",
              shape.instructions(),
              needed >> 20,
              Runtime.getRuntime().maxMemory() >> 20),
          "code section");
    }
    return loads.await(key, needed, request, check -> compiled(key, wasm, shape, check));
  }

  private CompiledModule compiled(Key key, Bytes wasm, ModuleShape shape, Runnable check) {
    Code.Fresh fresh = Code.fresh(shape, check);
    check.run();
    compiled.incrementAndGet();
    CodeCache cache = config.cache();
    if (cache != null) {
      CodeImage image = CodeImage.of(wasm, shape, fresh);
      cache.put(CodeImage.name(key.module(), key.metering()), image.encode());
    }
    return keep(
        key,
        new CompiledModule(this, key.module(), wasm.size(), shape, key.metering(), fresh.code()));
  }

  /** What compiling may take of the heap, in bytes. */
  private static long heapForLoads() {
    return Runtime.getRuntime().maxMemory() / 4 * 3;
  }

  /** The budget of all guests. */
  public MemoryBudget memory() {
    return memory;
  }

  /** How many modules were compiled, since the engine was opened. */
  public long compiledCount() {
    return compiled.get();
  }

  /** How many modules were taken from the cache of compiled code instead. */
  public long fromCacheCount() {
    return fromCache.get();
  }

  /** How many modules are being compiled. */
  public int loadCount() {
    return loads.running();
  }

  /** How many instances there are now, running or kept for the next run. */
  public int instanceCount() {
    return instances.get();
  }

  /** Counts an instance more, or one less. */
  void countInstance(int change) {
    instances.addAndGet(change);
  }

  /** Ends the loads that are under way or wait, and refuses those that come later. */
  public void endLoads() {
    loads.close();
  }

  /**
   * {@link #endLoads}, and ends the watchdog's thread. No run may be under way or begun after it.
   */
  @Override
  public void close() {
    loads.close();
    watchdog.close();
  }

  EngineConfig config() {
    return config;
  }

  SpareArrays spareArrays() {
    return spareArrays;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Call newCall(Limits limits, RunPacing pacing) {
    return new Call(limits, clock, pacing);
  }

  /**
   * Takes {@code bytes} from the budget, dropping spare arrays and idle instances if they do not
   * fit beside them.
   *
   * @throws OverloadedException if they do not fit at all
   */
  void reserve(long bytes) {
    if (memory.reserve(bytes)) {
      return;
    }
    spareArrays.drop();
    if (memory.reserve(bytes)) {
      return;
    }
    List<CompiledModule> all;
    synchronized (modules) {
      all = List.copyOf(modules.values());
    }
    all.forEach(CompiledModule::dropIdle);
    spareArrays.drop();
    if (!memory.reserve(bytes)) {
      throw new OverloadedException(
          String.format(
              Locale.ROOT,
              "guests hold %,d of %,d bytes: %,d more do not fit",
              memory.used(),
              memory.bytesMax(),
              bytes));
    }
  }

  private CompiledModule keep(Key key, CompiledModule module) {
    CompiledModule evicted = null;
    synchronized (modules) {
      CompiledModule first = modules.putIfAbsent(key, module);
      if (first != null) {
        return first;
      }
      if (modules.size() > config.modulesMax()) {
        evicted = modules.pollFirstEntry().getValue();
      }
    }
    if (evicted != null) {
      evicted.retire();
    }
    return module;
  }
}
