package dev.odeon.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;

/** Loads the classes of one module, so that they go when the module goes. */
final class GuestLoader extends ClassLoader {
  /** By name; those that are loaded are taken out. Guarded by this. */
  private final Map<String, byte[]> classes;

  private GuestLoader(Map<String, byte[]> classes) {
    super(GuestLoader.class.getClassLoader());
    this.classes = classes;
  }

  /** Loads each class when it is needed. The map is taken over. */
  static Function<Instance, Machine> lazily(Map<String, byte[]> classes, String main)
      throws ReflectiveOperationException {
    return machines(new GuestLoader(classes), main);
  }

  /**
   * Loads and verifies all classes, so that code the JVM does not accept is found now and not in
   * the middle of a run. The map is taken over.
   *
   * @param check asked before each class; throws to end the work
   */
  static Function<Instance, Machine> eagerly(
      Map<String, byte[]> classes, String main, Runnable check)
      throws ReflectiveOperationException {
    GuestLoader loader = new GuestLoader(classes);
    for (String name : List.copyOf(classes.keySet())) {
      check.run();
      Class.forName(name, true, loader);
    }
    return machines(loader, main);
  }

  private static Function<Instance, Machine> machines(GuestLoader loader, String main)
      throws ReflectiveOperationException {
    MethodHandle constructor =
        MethodHandles.publicLookup()
            .findConstructor(
                loader.loadClass(main), MethodType.methodType(void.class, Instance.class))
            .asType(MethodType.methodType(Machine.class, Instance.class));
    return instance -> newMachine(constructor, instance);
  }

  private static Machine newMachine(MethodHandle constructor, Instance instance) {
    try {
      return (Machine) constructor.invokeExact(instance);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a compiled module's constructor failed", e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      byte[] code = classes.get(name);
      if (code == null) {
        throw new ClassNotFoundException(name);
      }
      Class<?> defined = defineClass(name, code, 0, code.length);
      // Not before: a guest may use up the stack just here, and come again.
      classes.remove(name);
      return defined;
    }
  }
}
