package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a 32-bit value leaves nothing above it that a later instruction could see. */
class InterpretedOperationsTest {
  private static final long[] VALUES = {
    0, 1, 2, -1, 31, 0x8000, 0xffff_0000L, 0x4040_0000L, 0x40c0_0000L, 0x7fff_ffffL, 0x8000_0000L
  };

  /** Each asks for the value of a call of {@code value} in a way of its own. */
  private static final List<String> USES =
      List.of(
          "(if (result i64) (call 0) (then (i64.const 1)) (else (i64.const 2)))",
          "(select (i64.const 1) (i64.const 2) (call 0))",
          "(block (result i64) (br_if 0 (i64.const 1) (call 0)) (drop) (i64.const 2))",
          "(block (block (block (br_table 0 1 (call 0))) (return (i64.const 1)))) (i64.const 2)",
          "(i64.extend_i32_u (call 0))",
          "(i64.extend_i32_s (call 0))",
          "(i64.extend_i32_u (i32.eqz (call 0)))",
          "(i64.extend_i32_u (i32.lt_u (call 0) (i32.const 5)))",
          "(i64.extend_i32_u (i32.shr_u (call 0) (i32.const 1)))",
          "(i64.extend_i32_u (memory.grow (call 0)))",
          "(i64.extend_i32_u (table.grow (ref.null func) (call 0)))",
          "(global.set 0 (call 0)) (if (global.get 0) (then (return (i64.const 1)))) (i64.const 2)",
          "(i32.store (i32.const 0) (call 0)) (i64.load (i32.const 0))",
          "(i64.load8_u (call 0))",
          "(memory.fill (i32.const 0) (i32.const 1) (call 0)) (i64.load (i32.const 0))",
          "(i64.extend_i32_u (ref.is_null (table.get (call 0))))",
          "(i64.reinterpret_f64 (f64.convert_i32_s (call 0)))",
          "(i64.reinterpret_f64 (f64.convert_i32_u (call 0)))",
          "(i64.reinterpret_f64 (f64.promote_f32 (f32.reinterpret_i32 (call 0))))");

  @AutoClose private final Engine engine = Wat.engine();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "i32.add i32 i32",
        "i32.sub i32 i32",
        "i32.mul i32 i32",
        "i32.and i32 i32",
        "i32.or i32 i32",
        "i32.xor i32 i32",
        "i32.shl i32 i32",
        "i32.shr_s i32 i32",
        "i32.shr_u i32 i32",
        "i32.rotl i32 i32",
        "i32.rotr i32 i32",
        "i32.div_s i32 i32",
        "i32.div_u i32 i32",
        "i32.rem_s i32 i32",
        "i32.rem_u i32 i32",
        "i32.clz i32",
        "i32.ctz i32",
        "i32.popcnt i32",
        "i32.extend8_s i32",
        "i32.extend16_s i32",
        "i32.eq i32 i32",
        "i32.lt_s i32 i32",
        "i32.lt_u i32 i32",
        "i64.lt_s i64 i64",
        "i64.lt_u i64 i64",
        "i64.eqz i64",
        "i32.wrap_i64 i64",
        "i32.trunc_sat_f32_s f32",
        "i32.trunc_sat_f32_u f32",
        "i32.trunc_sat_f64_s f64",
        "i32.trunc_sat_f64_u f64",
        "i32.trunc_f64_s f64",
        "i32.trunc_f64_u f64",
        "i32.reinterpret_f32 f32",
        "i32.load i32",
        "i32.load8_s i32",
        "i32.load16_u i32",
        "local.tee i32",
        "memory.grow i32",
      })
  void leaveNothingAboveTheirResult(String signature) {
    String[] parts = signature.split(" ");
    List<String> types = List.of(parts).subList(1, parts.length);
    Bytes wasm = module(parts[0], types);
    CompiledModule compiled = engine.compile(wasm);
    CompiledModule interpreted = Interpreted.of(engine, wasm);
    for (long a : VALUES) {
      for (long b : types.size() == 2 ? VALUES : new long[1]) {
        long[] operands = new long[types.size()];
        for (int i = 0; i < operands.length; i++) {
          operands[i] = bits(types.get(i), i == 0 ? a : b);
        }

        assertThat(outcomes(interpreted, operands))
            .as("%s of %d, %d", signature, a, b)
            .isEqualTo(outcomes(compiled, operands));
      }
    }
  }

  private static Bytes module(String operation, List<String> types) {
    String parameters = "(param " + String.join(" ", types) + ")";
    String operands = types.size() == 1 ? "(local.get 0)" : "(local.get 0) (local.get 1)";
    String named = operation.equals("local.tee") ? "local.tee 0" : operation;
    StringBuilder functions = new StringBuilder();
    for (int i = 0; i < USES.size(); i++) {
      functions.append(
          "(func (export \"u%d\") %s (result i64) %s)"
              .formatted(
                  i, parameters, USES.get(i).replace("(call 0)", "(call 0 " + operands + ")")));
    }
    return Wat.wasm(
        "(module (memory 1 2) (table 1 2 funcref) (global (mut i32) (i32.const 0))"
            + "(func %s (result i32) (%s %s)) %s)"
                .formatted(parameters, named, operands, functions));
  }

  private static long bits(String type, long value) {
    return switch (type) {
      case "i32" -> (int) value;
      case "f32" -> Float.floatToRawIntBits(value);
      case "f64" -> Double.doubleToRawLongBits(value);
      default -> value;
    };
  }

  private static List<String> outcomes(CompiledModule module, long[] operands) {
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < USES.size(); i++) {
      String use = "u" + i;
      RunResult<Long> run =
          module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call(use, operands)[0]);
      outcomes.add(run.outcome().text().split(" in ")[0] + " " + run.value() + " " + run.fuel());
    }
    return outcomes;
  }
}
