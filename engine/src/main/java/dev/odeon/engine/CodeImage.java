package dev.odeon.engine;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A compiled module as bytes, from which it is there again without reading its code, let alone
 * compiling it.
 *
 * @param outline the module without code and data, for its shape
 * @param floats see {@link ModuleShape}
 * @param grows see {@link ModuleShape}
 * @param instructions see {@link ModuleShape}
 * @param shell what the library is given, without the code that is in the classes
 * @param interpreted the functions that are not in the classes
 * @param main the class of the machine
 * @param classes all classes, by name
 */
record CodeImage(
    Bytes outline,
    boolean floats,
    boolean grows,
    int instructions,
    Bytes shell,
    Set<Integer> interpreted,
    String main,
    Map<String, byte[]> classes) {

  /**
   * The number of the form of images and of what is in the classes. It goes up with every change of
   * what is generated; a test knows what that was.
   */
  static final int VERSION = 7;

  private static final int PARTS = 8;

  /**
   * Under which name the image of a module is kept: the hash of all that it depends on. Another
   * Java may not accept the classes of this one.
   */
  static Hash name(Hash module, Metering metering) {
    return Hash.of(
        new CborWriter()
            .array(4)
            .uint(VERSION)
            .uint(Runtime.version().feature())
            .uint(metering.version())
            .hash(module)
            .toBytes());
  }

  /**
   * The image of a module.
   *
   * @param wasm its bytes
   */
  static CodeImage of(Bytes wasm, ModuleShape shape, Code.Fresh fresh) {
    Code code = fresh.code();
    FunctionSpace space = code.space();
    return new CodeImage(
        Bytes.wrap(Hollow.outline(wasm.toArray())),
        shape.floats(),
        shape.grows(),
        shape.instructions(),
        Bytes.wrap(
            Hollow.shell(
                fresh.core(), defined -> code.interpreted().contains(space.imported() + defined))),
        code.interpreted(),
        fresh.classes().mainClassName(),
        fresh.classes().classBytes());
  }

  /** The module's shape, as a scan of all of it would find it. */
  ModuleShape shape() {
    ModuleShape read = ModuleScan.scan(outline);
    return new ModuleShape(
        read.imports(),
        read.exports(),
        read.types(),
        read.functions(),
        read.memoryCount(),
        read.memories(),
        read.tables(),
        read.start(),
        floats,
        grows,
        instructions,
        read.names(),
        read.core());
  }

  Bytes encode() {
    CborWriter out =
        new CborWriter(
            classes.values().stream().mapToInt(each -> each.length + 64).sum()
                + shell.size()
                + outline.size()
                + 1024);
    out.array(PARTS).bytes(outline).bool(floats).bool(grows).uint(instructions).bytes(shell);
    out.array(interpreted.size());
    interpreted.stream().sorted().forEach(out::uint);
    out.text(main).array(2 * classes.size());
    classes.forEach((name, code) -> out.text(name).bytes(Bytes.wrap(code)));
    return out.toBytes();
  }

  /**
   * The image that {@code encoded} is.
   *
   * @throws MalformedException if it is none
   */
  static CodeImage decode(Bytes encoded) {
    CborReader in = new CborReader(encoded);
    in.array(PARTS);
    Bytes outline = in.bytes();
    boolean floats = in.bool();
    boolean grows = in.bool();
    int instructions = in.uint(Integer.MAX_VALUE);
    Bytes shell = in.bytes();
    Set<Integer> interpreted = new HashSet<>();
    for (int i = in.array(); i > 0; i--) {
      interpreted.add(in.uint(Integer.MAX_VALUE));
    }
    String main = in.text();
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (int i = in.array(); i > 0; i -= 2) {
      classes.put(in.text(), in.bytes().toArray());
    }
    in.end();
    return new CodeImage(
        outline, floats, grows, instructions, shell, Set.copyOf(interpreted), main, classes);
  }
}
