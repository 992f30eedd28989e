package dev.odeon.component;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.LinearMemory;
import dev.odeon.base.MalformedException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of the Component Model: its name, parameters and result, and the canonical ABI of its
 * calls. Precomputed and immutable.
 *
 * <p>Up to {@value #FLAT_PARAMS_MAX} flat parameters are passed directly, more as one pointer. Up
 * to {@value #FLAT_RESULTS_MAX} flat result is returned directly, more through memory: an export
 * returns a pointer, an import gets one as its last argument (Canonical ABI, {@code
 * flatten_functype}). {@link CanonicalAbi} combines the four steps.
 */
public final class WitFunction {
  /** The most flat parameters that are passed directly. */
  public static final int FLAT_PARAMS_MAX = 16;

  /** The most flat results that are returned directly. */
  public static final int FLAT_RESULTS_MAX = 1;

  private static final String PARAMS = "params";
  private static final String RESULT = "result";
  private static final long[] NOTHING = {};

  private final String name;
  private final List<Type.Field> params;
  private final @Nullable Type result;
  private final TupleShape paramsShape;
  private final @Nullable TypeShape resultShape;
  private final boolean paramsInMemory;
  private final boolean resultInMemory;
  private final CoreSignature exportSignature;
  private final CoreSignature importSignature;

  private WitFunction(String name, List<Type.Field> params, @Nullable Type result) {
    this.name = name;
    this.params = List.copyOf(params);
    this.result = result;
    paramsShape = TupleShape.of(name, this.params);
    resultShape = result == null ? null : TypeShape.of(result);
    List<CoreType> flatResult = resultShape == null ? List.of() : resultShape.flat;
    paramsInMemory = paramsShape.flat.size() > FLAT_PARAMS_MAX;
    resultInMemory = flatResult.size() > FLAT_RESULTS_MAX;
    List<CoreType> pointer = List.of(CoreType.I32);
    List<CoreType> coreParams = paramsInMemory ? pointer : paramsShape.flat;
    exportSignature = new CoreSignature(coreParams, resultInMemory ? pointer : flatResult);
    importSignature =
        resultInMemory
            ? new CoreSignature(plus(coreParams, CoreType.I32), List.of())
            : new CoreSignature(coreParams, flatResult);
  }

  /**
   * Returns a function.
   *
   * @param result the result's type; null if it has none
   * @throws IllegalArgumentException if two parameters have the same name
   */
  public static WitFunction of(String name, List<Type.Field> params, @Nullable Type result) {
    return new WitFunction(name, new Type.RecordOf(params).fields(), result);
  }

  /**
   * Parses a function in WIT, such as {@code send: func(id: string, body: list<u8>) -> result<_,
   * string>}.
   *
   * @throws IllegalArgumentException if it is malformed; the message names the place
   */
  public static WitFunction parse(String wit) {
    return new WitParser(wit, List.of()).function();
  }

  /** The name without its interface. */
  public String name() {
    return name;
  }

  /** The parameters in order. */
  public List<Type.Field> params() {
    return params;
  }

  /** The result's type; null if it has none. */
  public @Nullable Type result() {
    return result;
  }

  /** The core type of a module's export. */
  public CoreSignature exportSignature() {
    return exportSignature;
  }

  /** The core type of a module's import. */
  public CoreSignature importSignature() {
    return importSignature;
  }

  /** Whether a module that exports the function must also export {@code cabi_realloc}. */
  public boolean exportNeedsRealloc() {
    return paramsInMemory || paramsShape.makesRoom;
  }

  /** Whether a module that imports the function must export {@code cabi_realloc}. */
  public boolean importNeedsRealloc() {
    return resultShape != null && resultShape.makesRoom;
  }

  /**
   * Lowers the parameters of a call to an export into core arguments.
   *
   * @throws AbiException if {@code realloc} returns an invalid address
   * @throws IllegalArgumentException if a value does not match its type
   */
  public long[] lowerParams(List<?> values, LinearMemory memory, Realloc realloc) {
    long[] flat = new long[exportSignature.params().size()];
    Lowering lowering = new Lowering(PARAMS, memory, realloc, flat);
    if (paramsInMemory) {
      long at = lowering.room(1, paramsShape);
      paramsShape.store(lowering, at, values);
      flat[0] = at;
    } else {
      paramsShape.lower(lowering, values);
    }
    return flat;
  }

  /**
   * Lifts the result of a call to an export; null if it has none.
   *
   * @param results the core results
   * @param liftedBytesMax the most bytes of strings and lists; an element of a list counts at least
   *     16
   * @throws AbiException if the guest's value is invalid or exceeds the limit
   */
  public @Nullable Object liftResult(long[] results, LinearMemory memory, long liftedBytesMax) {
    expect(results.length, exportSignature.results());
    if (resultShape == null) {
      return null;
    }
    Lifting lifting = new Lifting(RESULT, memory, results, liftedBytesMax);
    return resultInMemory
        ? resultShape.load(lifting, lifting.place(lifting.nextUnsigned(), resultShape))
        : resultShape.lift(lifting);
  }

  /**
   * Lifts the parameters of a call to an import. It also checks the pointer for the result, so that
   * an invalid one is found before the host acts.
   *
   * @param args the core arguments
   * @param liftedBytesMax as for {@link #liftResult}
   * @throws AbiException if the guest's values are invalid or exceed the limit
   */
  public List<Object> liftParams(long[] args, LinearMemory memory, long liftedBytesMax) {
    expect(args.length, importSignature.params());
    Lifting lifting = new Lifting(PARAMS, memory, args, liftedBytesMax);
    List<Object> values =
        paramsInMemory
            ? paramsShape.load(lifting, lifting.place(lifting.nextUnsigned(), paramsShape))
            : paramsShape.lift(lifting);
    if (resultShape != null && resultInMemory) {
      new Lifting(RESULT, memory, args, 0).place(pointer(args), resultShape);
    }
    return values;
  }

  /**
   * Lowers the result of a call to an import into core results; a result that is passed through
   * memory is stored there.
   *
   * @param result null if and only if the function has none
   * @param args the core arguments of the call
   * @throws AbiException if the guest's pointer is invalid, or {@code realloc} returns an invalid
   *     address
   * @throws IllegalArgumentException if {@code result} does not match its type
   */
  public long[] lowerResult(
      @Nullable Object result, long[] args, LinearMemory memory, Realloc realloc) {
    expect(args.length, importSignature.params());
    TypeShape shape = shapeOf(result);
    if (shape == null || result == null) {
      return NOTHING;
    }
    long[] flat = new long[importSignature.results().size()];
    Lowering lowering = new Lowering(RESULT, memory, realloc, flat);
    if (resultInMemory) {
      long at = lowering.place("the caller", pointer(args), shape);
      shape.store(lowering, at, result);
    } else {
      shape.lower(lowering, result);
    }
    return flat;
  }

  /** Encodes the parameters as one CBOR array: see {@link ValueCodec}. */
  public Bytes encodeParams(List<?> values) {
    CborWriter out = new CborWriter(64);
    paramsShape.encode(new Path(PARAMS), out, values);
    return out.toBytes();
  }

  /**
   * Decodes parameters that {@link #encodeParams} encoded.
   *
   * @throws MalformedException if {@code bytes} are something else
   */
  public List<Object> decodeParams(Bytes bytes) {
    CborReader in = new CborReader(bytes);
    List<Object> values = paramsShape.decode(new Path(PARAMS), in);
    in.end();
    return values;
  }

  /** Encodes the result as one CBOR item, null if the function has none: see {@link ValueCodec}. */
  public Bytes encodeResult(@Nullable Object result) {
    CborWriter out = new CborWriter(64);
    TypeShape shape = shapeOf(result);
    if (shape == null || result == null) {
      out.nil();
    } else {
      shape.encode(new Path(RESULT), out, result);
    }
    return out.toBytes();
  }

  /**
   * Decodes a result that {@link #encodeResult} encoded.
   *
   * @throws MalformedException if {@code bytes} are something else
   */
  public @Nullable Object decodeResult(Bytes bytes) {
    CborReader in = new CborReader(bytes);
    Object result = resultShape == null ? null : resultShape.decode(new Path(RESULT), in);
    if (resultShape == null && !in.nil()) {
      throw in.malformed("a result of " + name + ", which has none");
    }
    in.end();
    return result;
  }

  private @Nullable TypeShape shapeOf(@Nullable Object result) {
    if ((result == null) != (resultShape == null)) {
      throw new IllegalArgumentException(
          name + (result == null ? " gave no result" : " gave a result") + ", but is " + this);
    }
    return resultShape;
  }

  private void expect(int count, List<CoreType> types) {
    if (count != types.size()) {
      throw new IllegalArgumentException(
          count + " core values where " + name + " has " + types.size());
    }
  }

  private static long pointer(long[] args) {
    return args[args.length - 1] & 0xFFFF_FFFFL;
  }

  private static List<CoreType> plus(List<CoreType> types, CoreType last) {
    CoreType[] all = types.toArray(new CoreType[types.size() + 1]);
    all[types.size()] = last;
    return List.of(all);
  }

  /** Functions are equal if their names, parameters and results are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WitFunction that
        && name.equals(that.name)
        && params.equals(that.params)
        && Objects.equals(result, that.result);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, params, result);
  }

  /** Returns the function in WIT. */
  @Override
  public String toString() {
    String list = String.join(", ", params.stream().map(Type.Field::toString).toList());
    return name + ": func(" + list + ")" + (result == null ? "" : " -> " + result);
  }
}
