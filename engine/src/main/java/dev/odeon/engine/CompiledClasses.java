package dev.odeon.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.internal.ClassCollector;
import run.endive.runtime.Machine;

/**
 * Takes the classes the library generates for one module and loads each of them once, in a loader
 * of their own, so that they go when the module goes. (The library's own collector loads all of
 * them twice.) The library would also generate, with each module, a copy of the class of operations
 * that generated code calls, which is most of the work for a small module; here all modules call
 * the original.
 */
final class CompiledClasses implements ClassCollector {
  private final CodeStyle style;
  private final Runnable check;
  private final Map<String, byte[]> classes = new LinkedHashMap<>();
  private @Nullable String main;

  /**
   * None yet.
   *
   * @param check asked between two pieces of the work; throws to end it
   */
  CompiledClasses(CodeStyle style, Runnable check) {
    check.run();
    this.style = style;
    this.check = check;
  }

  /** Stands for the operations while a module is compiled. */
  private static final class Placeholder {}

  @Override
  public String mainClassName() {
    if (main == null) {
      throw new IllegalStateException("no main class was generated");
    }
    return main;
  }

  @Override
  public void putMainClass(String name, byte[] bytes) {
    main = name;
    put(name, bytes);
  }

  @Override
  public void put(String name, byte[] bytes) {
    String slashed = name.replace('.', '/');
    if (!slashed.equals(RenamedMethod.COPY)) {
      classes.put(name.replace('/', '.'), GuestClass.rewritten(bytes, style, check));
    }
  }

  @Override
  public void putAll(ClassCollector other) {
    classes.putAll(other.classBytes());
  }

  @Override
  public Map<String, byte[]> classBytes() {
    return Collections.unmodifiableMap(classes);
  }

  /** Called for the operations alone, of which no copy is wanted: any small class will do. */
  @Override
  public byte[] resolve(Class<?> type) {
    String resource = Placeholder.class.getName().replace('.', '/') + ".class";
    try (InputStream in = Placeholder.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("class file " + resource + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("class file " + resource + " cannot be read", e);
    }
  }

  /**
   * Loads and verifies all classes, so that code the JVM does not accept is found now and not in
   * the middle of a run.
   *
   * @return makes the machine of an instance
   */
  Function<run.endive.runtime.Instance, Machine> load() throws ReflectiveOperationException {
    return GuestLoader.eagerly(new LinkedHashMap<>(classes), mainClassName(), check);
  }
}
