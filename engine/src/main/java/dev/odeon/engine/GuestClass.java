package dev.odeon.engine;

import dev.odeon.engine.internal.GuestCode;
import dev.odeon.engine.internal.Registers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import run.endive.runtime.Memory;

/**
 * Rewrites a class that the library generated. Where it hands a memory on, the rewritten one hands
 * on the memory's {@link Registers}, so that loads, stores and metering can be written out in
 * place; see {@link GuestMethod}.
 */
final class GuestClass {
  /** The package of generated classes. */
  static final String GENERATED = "run/endive/$gen/";

  static final String MEMORY = Type.getInternalName(Memory.class);
  static final String REGISTERS = Type.getInternalName(Registers.class);
  static final String GUEST_CODE = Type.getInternalName(GuestCode.class);

  /** The start of the names of the methods that are functions. */
  static final String FUNCTION = "func_";

  /** HotSpot compiles no method of more bytecode than this, unless it is told to. */
  private static final int HOTSPOT_BYTES_MAX = 8_000;

  /** No method can be longer (JVM specification §4.7.3). */
  private static final int METHOD_BYTES_MAX = 65_535;

  private final byte[] file;
  private final CodeStyle style;
  private final Runnable check;
  private final Map<String, Integer> locals;
  private final Map<String, CodeSizeEvaluator> sizes = new HashMap<>();

  private GuestClass(byte[] file, CodeStyle style, Runnable check) {
    this.file = file;
    this.style = style;
    this.check = check;
    this.locals = ClassFile.locals(file);
  }

  /**
   * The rewritten class.
   *
   * @param check asked before each method; throws to end the work
   */
  static byte[] rewritten(byte[] file, CodeStyle style, Runnable check) {
    return new GuestClass(file, style, check).rewritten();
  }

  /**
   * A function that would be too large for HotSpot if all were written out keeps its calls. One
   * that is too large for it anyway does so only if a method could not hold it: where HotSpot is
   * told to compile those too, they are what matters most.
   *
   * @throws MethodTooLargeException if one is too large for a method as it is: the library takes
   *     that as a sign to interpret it
   */
  private byte[] rewritten() {
    byte[] all = writtenOut();
    Set<String> large = larger(HOTSPOT_BYTES_MAX);
    if (large.isEmpty()) {
      return all;
    }
    Set<String> overlong = larger(METHOD_BYTES_MAX);
    byte[] shorter = write(name -> !large.contains(name));
    Set<String> still = larger(HOTSPOT_BYTES_MAX);
    still.removeAll(overlong);
    return still.isEmpty() ? shorter : write(name -> !large.contains(name) || still.contains(name));
  }

  /** With all written out; empty if a method cannot hold it, but the sizes are known then. */
  private byte[] writtenOut() {
    try {
      return write(_ -> true);
    } catch (MethodTooLargeException _) {
      return new byte[0];
    }
  }

  private Set<String> larger(int bytes) {
    return sizes.entrySet().stream()
        .filter(each -> each.getValue().getMaxSize() > bytes)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private byte[] write(Predicate<String> inline) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(file).accept(new Rewriter(writer, inline), ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  /** {@code descriptor} with registers for memories. */
  static String renamed(String descriptor) {
    return descriptor.contains(MEMORY)
        ? descriptor.replace('L' + MEMORY + ';', 'L' + REGISTERS + ';')
        : descriptor;
  }

  private final class Rewriter extends ClassVisitor {
    private final Predicate<String> inline;

    Rewriter(ClassWriter writer, Predicate<String> inline) {
      super(Opcodes.ASM9, writer);
      this.inline = inline;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      check.run();
      MethodVisitor writer =
          super.visitMethod(access, name, renamed(descriptor), signature, exceptions);
      if (!name.startsWith(FUNCTION)) {
        return new RenamedMethod(writer);
      }
      CodeSizeEvaluator size = new CodeSizeEvaluator(writer);
      sizes.put(name, size);
      boolean all = inline.test(name);
      int function = Integer.parseInt(name.substring(FUNCTION.length()));
      return new GuestMethod(
          size,
          descriptor,
          locals.getOrDefault(name, 0),
          style,
          all,
          all && style.loops().get(function));
    }
  }
}
