package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
  private static CborReader reader(String hex) {
    return new CborReader(Bytes.ofHex(hex));
  }

  private static <T> T read(String hex, Function<CborReader, T> item) {
    CborReader reader = reader(hex);
    T value = item.apply(reader);
    reader.end();
    return value;
  }

  private static void refuses(String hex, Function<CborReader, ?> item) {
    assertThatExceptionOfType(MalformedException.class)
        .as(hex)
        .isThrownBy(() -> read(hex, item))
        .withMessageStartingWith("malformed CBOR at byte ");
  }

  /** RFC 8949 Appendix A. */
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "10, 0a",
    "23, 17",
    "24, 1818",
    "25, 1819",
    "100, 1864",
    "1000, 1903e8",
    "1000000, 1a000f4240",
    "1000000000000, 1b000000e8d4a51000",
    "9223372036854775807, 1b7fffffffffffffff",
    "-1, 20",
    "-10, 29",
    "-100, 3863",
    "-1000, 3903e7",
    "-9223372036854775808, 3b7fffffffffffffff",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000"
  })
  void writesAndReadsIntegers(long value, String hex) {
    assertThat(new CborWriter().integer(value).toBytes().hex()).isEqualTo(hex);
    assertThat(read(hex, CborReader::integer)).isEqualTo(value);
    if (value >= 0) {
      assertThat(new CborWriter().uint(value).toBytes().hex()).isEqualTo(hex);
      long unsigned = read(hex, CborReader::uint);
      assertThat(unsigned).isEqualTo(value);
    }
  }

  @Test
  void readsUnsignedIntegersOf64BitsOnlyWhereAsked() {
    String most = "1bffffffffffffffff";

    assertThat(new CborWriter().uint(-1).toBytes().hex()).isEqualTo(most);
    assertThat(read(most, CborReader::unsigned64)).isEqualTo(-1);
    refuses(most, CborReader::uint);
    refuses(most, CborReader::integer);
    refuses("3bffffffffffffffff", CborReader::integer);
    refuses("3b8000000000000000", CborReader::integer);
  }

  @Test
  void boundsAnInteger() {
    int bounded = read("1864", reader -> reader.uint(100));

    assertThat(bounded).isEqualTo(100);
    refuses("1864", reader -> reader.uint(99));
    refuses("1b0000000100000000", reader -> reader.uint(Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 60",
    "a, 6161",
    "IETF, 6449455446",
    "'\"\\', 62225c",
    "ü, 62c3bc",
    "水, 63e6b0b4",
    "𐅑, 64f0908591"
  })
  void writesAndReadsText(String value, String hex) {
    assertThat(new CborWriter().text(value).toBytes().hex()).isEqualTo(hex);
    assertThat(new CborWriter().textOrNull(value).toBytes().hex()).isEqualTo(hex);
    assertThat(read(hex, CborReader::text)).isEqualTo(value);
  }

  @Test
  void refusesToWriteHalfOfASurrogatePair() {
    // Not as parameters: a report could not write them either.
    assertRefused("\uD800", 0);
    assertRefused("a\uDC00", 1);
    assertRefused("\uD83D\uDE00\uD83D", 2);
    assertRefused("\uDC00\uD800", 0);
  }

  private static void assertRefused(String text, int index) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new CborWriter().text(text))
        .withMessageContaining("unpaired surrogate at index " + index);
  }

  @Test
  void writesAndReadsBytes() {
    Bytes four = Bytes.ofHex("01020304");

    assertThat(new CborWriter().bytes(Bytes.empty()).toBytes().hex()).isEqualTo("40");
    assertThat(new CborWriter().bytes(four).toBytes().hex()).isEqualTo("4401020304");
    assertThat(read("4401020304", CborReader::bytes)).isEqualTo(four);
    assertThat(read("40", CborReader::bytes)).isEqualTo(Bytes.empty());
  }

  @Test
  void writesAndReadsHashes() {
    Hash hash = Hash.of(Bytes.utf8("abc"));
    String hex = "5820" + hash.hex();

    assertThat(new CborWriter().hash(hash).toBytes().hex()).isEqualTo(hex);
    assertThat(new CborWriter().hashOrNull(hash).hashOrNull(null).toBytes().hex())
        .isEqualTo(hex + "f6");
    assertThat(read(hex, CborReader::hash)).isEqualTo(hash);
    refuses("581f" + hash.hex().substring(2), CborReader::hash);
  }

  @Test
  void writesAndReadsSimpleValues() {
    assertThat(new CborWriter().bool(false).bool(true).nil().textOrNull(null).toBytes().hex())
        .isEqualTo("f4f5f6f6");
    assertThat(read("f4", CborReader::bool)).isFalse();
    assertThat(read("f5", CborReader::bool)).isTrue();
    assertThat(read("f6", CborReader::nil)).isTrue();
    CborReader other = reader("01");
    assertThat(other.nil()).isFalse();
    assertThat(other.offset()).isZero();
    refuses("f6", CborReader::bool);
  }

  /** RFC 8949 Appendix A: arrays and maps, written by hand and read as trees. */
  @Test
  void writesAndReadsContainers() {
    CborWriter writer = new CborWriter();
    writer.map(2).text("a").uint(1).text("b").array(2).uint(2).uint(3);

    assertThat(writer.toBytes().hex()).isEqualTo("a26161016162820203");
    for (String hex :
        List.of(
            "80",
            "83010203",
            "8301820203820405",
            "98190102030405060708090a0b0c0d0e0f101112131415161718181819",
            "a0",
            "a201020304",
            "a26161016162820203",
            "826161a161626163",
            "a56161614161626142616361436164614461656145",
            "a1f6f6",
            "a1820102a10304")) {
      assertThat(CborTree.write(read(hex, CborTree::read)).hex()).isEqualTo(hex);
      assertThat(read(hex, CborReader::item).hex()).isEqualTo(hex);
    }
  }

  @Test
  void countsTheItemsOfAnArray() {
    CborReader reader = reader("820102");
    reader.array(2);

    assertThat(reader.uint() + reader.uint()).isEqualTo(3);
    assertThat(reader.atEnd()).isTrue();
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> reader("820102").array(3))
        .withMessageContaining("2 items where 3 belong");
  }

  /**
   * What RFC 8949 allows and deterministic encoding does not, and what is no part of our formats.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // Heads longer than needed, of every kind.
        "1800",
        "1817",
        "1900ff",
        "190000",
        "1a0000ffff",
        "1b00000000ffffffff",
        "3800",
        "3900ff",
        "3a0000ffff",
        "3b00000000ffffffff",
        "5800",
        "580161",
        "59000161",
        "5a0000000161",
        "5b000000000000000161",
        "7800",
        "780161",
        "79000161",
        "9800",
        "980101",
        "99000101",
        "9a0000000101",
        "9b000000000000000101",
        "b800",
        "b8010101",
        "b900010101",
        // Indefinite lengths, and a break on its own.
        "5f42010243030405ff",
        "7f657374726561646d696e67ff",
        "9fff",
        "9f018202039f0405ffff",
        "bf61610161629f0203ffff",
        "83018202039f0405ff",
        "ff",
        "1f",
        "3f",
        // Reserved lengths.
        "1c",
        "1d",
        "1e",
        "5c",
        "7d",
        "9e",
        "bc",
        // Floats, tags, big numbers, undefined, other simple values.
        "f90000",
        "f93c00",
        "f97e00",
        "fa47c35000",
        "fb3ff199999999999a",
        "c001",
        "c11a514b67b0",
        "c249010000000000000000",
        "d74401020304",
        "d818456449455446",
        "f7",
        "f0",
        "f820",
        "f8ff",
        "f8f4",
        "e0",
        // Maps out of order, or with a key twice.
        "a203040102",
        "a201020103",
        "a2616101613102",
        "a2626161016162",
        "a220010a02",
        // Text that is not UTF-8.
        "61ff",
        "62c328",
        "63eda080",
        "62c0af",
        "64f4908080",
        // Cut short, or lying about their size.
        "",
        "18",
        "19ff",
        "1b00000001",
        "41",
        "4201",
        "61",
        "81",
        "8201",
        "a1",
        "a101",
        "5affffffff00",
        "5bffffffffffffffff00",
        "7b7fffffffffffffff00",
        "9affffffff00",
        "9bffffffffffffffff00",
        "baffffffff0000",
        "bb8000000000000000",
        // More than one item.
        "0000",
        "80f6"
      })
  void refusesEveryOtherForm(String hex) {
    refuses(hex, CborReader::item);
    refuses(hex, CborTree::read);
  }

  @Test
  void refusesToNestTooDeep() {
    assertThat(read("81".repeat(64) + "80", CborReader::item).size()).isEqualTo(65);
    refuses("81".repeat(65) + "80", CborReader::item);
    refuses("81".repeat(100_000) + "80", CborReader::item);
    refuses("a100".repeat(65) + "80", CborReader::item);
  }

  @Test
  void refusesAnItemOfAnotherKind() {
    List<Function<CborReader, ?>> kinds =
        List.of(
            CborReader::unsigned64,
            CborReader::bytes,
            CborReader::text,
            CborReader::array,
            CborReader::map,
            CborReader::bool);
    List<String> items = List.of("00", "40", "60", "80", "a0", "f4");
    for (int kind = 0; kind < kinds.size(); kind++) {
      for (int item = 0; item < items.size(); item++) {
        if (kind == item) {
          var _ = read(items.get(item), kinds.get(kind));
        } else {
          refuses(items.get(item), kinds.get(kind));
        }
      }
    }
    refuses("20", CborReader::unsigned64);
  }

  @Test
  void namesTheByteWhereItStopped() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> reader("8301021800").item())
        .withMessage("malformed CBOR at byte 3: 0 is written longer than needed");
  }

  @Test
  void readsWhateverItWrites() {
    for (int seed = 0; seed < 2_000; seed++) {
      Object tree = CborTree.random(new SplittableRandom(seed), 3);
      Bytes encoded = CborTree.write(tree);
      CborReader reader = new CborReader(encoded);

      assertThat(CborTree.read(reader)).as("seed " + seed).isEqualTo(tree);
      reader.end();
      assertThat(new CborReader(encoded).item()).as("seed " + seed).isEqualTo(encoded);
    }
  }

  /**
   * Whatever is accepted is the one encoding of what was read; whatever is not is refused as
   * malformed.
   */
  @Test
  void throwsNothingElseOnRandomAndDamagedBytes() {
    int accepted = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes;
      if (random.nextBoolean()) {
        bytes = new byte[random.nextInt(24)];
        random.nextBytes(bytes);
      } else {
        bytes = CborTree.write(CborTree.random(random, 1)).toArray();
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 2));
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      Bytes input = Bytes.wrap(bytes);
      try {
        CborReader reader = new CborReader(input);
        Object tree = CborTree.read(reader);
        reader.end();
        assertThat(CborTree.write(tree)).as("seed " + seed).isEqualTo(input);
        accepted++;
      } catch (MalformedException e) {
        assertThat(e).hasMessageStartingWith("malformed CBOR at byte ");
      }
    }
    assertThat(accepted).isGreaterThan(1_000);
  }

  /** Any order of calls on any bytes: the reader checks, not the caller. */
  @Test
  void throwsNothingElseOnRandomCalls() {
    List<Function<CborReader, ?>> calls =
        List.of(
            CborReader::peek,
            CborReader::uint,
            CborReader::unsigned64,
            CborReader::integer,
            reader -> reader.uint(9),
            CborReader::bytes,
            CborReader::hash,
            CborReader::text,
            CborReader::array,
            CborReader::map,
            CborReader::bool,
            CborReader::nil,
            CborReader::item);
    for (int seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      CborReader reader = new CborReader(Bytes.wrap(bytes));
      int before = 0;
      try {
        for (int i = 0; i < 10; i++) {
          var _ = calls.get(random.nextInt(calls.size())).apply(reader);
          assertThat(reader.offset()).isBetween(before, bytes.length);
          before = reader.offset();
        }
      } catch (MalformedException e) {
        assertThat(reader.offset()).as("seed " + seed).isBetween(before, bytes.length);
      }
    }
  }
}
