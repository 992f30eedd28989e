package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.guests.SampleGuests;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(func (param i32) (result i32) (i32.add (local.get 0) (i32.const -1))) | ''",
        "(memory 1) (func (result f64) (f64.load offset=8 (i32.const 0))) | ''",
        "(func (result i32 i32) (i32.const 1) (i32.const 2)) | multi value",
        "(func (i32.const 1) (block (param i32) (drop))) | multi value",
        "(func (param i64) (result i64) (i64.extend8_s (local.get 0))) | sign extension",
        "(func (param f32) (result i32) (i32.trunc_sat_f32_s (local.get 0))) | saturating conversions",
        "(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))) | bulk memory",
        "(memory 1) (data \"x\") | bulk memory",
        "(table 1 funcref) (func $f) (elem func $f) | bulk memory",
        "(table 1 externref) | reference types",
        "(table 1 funcref) (table 1 funcref) | reference types",
        "(table 1 funcref) (func (drop (table.size))) | reference types",
        "(func (drop (ref.null func))) | reference types",
        "(global (mut i32) (i32.const 0)) | ''",
        "(global (export \"g\") (mut i32) (i32.const 0)) | mutable globals",
        "(import \"m\" \"g\" (global (mut i32))) | mutable globals",
        "(func (param i32) (br_table 0 0 (local.get 0))) | ''"
      })
  void findsWhatAModuleUses(String fields, String features) {
    assertThat(names(Wat.wasm("(module " + fields + ")"))).isEqualTo(set(features));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00 1200 0b | tail calls",
        "00 130000 0b | tail calls",
        "00 fd0c 00000000000000000000000000000000 1a 0b | SIMD",
        "00 fe0300 1a 0b | threads",
        "00 fb0000 1a 0b | garbage collection",
        "00 0640 19 0b 0b | legacy exceptions",
        "00 0800 0b | exceptions",
        "00 1f40 01 02 00 0b 0b | exceptions",
        "00 1400 0b | function references",
        "00 c0 1200 0b | sign extension, tail calls",
        "00 4100 2802 00 1a 0b | ''",
        "00 4100 2842 01 00 1a 0b | multi memory"
      })
  void findsInstructionsOfProposals(String code, String features) {
    assertThat(names(Binary.oneFunction(code))).isEqualTo(set(features));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 01 03 01 01 | threads",
        "5 | 01 04 01 | memory64",
        "5 | 02 00 01 00 01 | multi memory",
        "1 | 01 5f 00 | garbage collection",
        "1 | 01 60 01 7b 00 | SIMD",
        "1 | 01 60 01 69 00 | exceptions",
        "6 | 01 7f 00 41 01 41 02 6a 0b | extended constants",
        "13 | 01 00 00 | exceptions",
        "2 | 01 01 61 01 62 04 00 00 | exceptions"
      })
  void findsSectionsOfProposals(int id, String content, String features) {
    assertThat(names(Binary.module(Binary.section(id, content)))).isEqualTo(set(features));
  }

  @Test
  void readsEveryGuestToItsEndAndAnyBytesWithoutFailing() {
    assertThat(names(Bytes.wrap(SampleGuests.module("word-index"))))
        .isSubsetOf("bulk memory", "sign extension");
    assertThat(names(Bytes.empty())).isEmpty();
    assertThat(names(Bytes.utf8("not a module at all"))).isEmpty();
    byte[] tour = SampleGuests.module("wasi/tour");
    for (int i = 0; i < 2_000; i++) {
      byte[] broken = tour.clone();
      broken[(int) (i * 7_919L % broken.length)] ^= (byte) (1 + i % 255);
      assertThat(Feature.in(Bytes.wrap(broken))).isNotNull();
    }
  }

  private static Set<String> names(Bytes module) {
    return Feature.in(module).stream().map(Feature::toString).collect(Collectors.toSet());
  }

  private static Set<String> set(String features) {
    return Arrays.stream(features.split(", "))
        .filter(each -> !each.isEmpty())
        .collect(Collectors.toSet());
  }
}
