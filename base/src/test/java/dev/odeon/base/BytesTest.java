package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void copiesSoThatTheArrayMayChange() {
    byte[] array = {1, 2, 3};
    Bytes whole = Bytes.copyOf(array);
    Bytes part = Bytes.copyOf(array, 1, 2);
    array[1] = 9;

    assertThat(whole).isEqualTo(Bytes.ofHex("010203"));
    assertThat(part).isEqualTo(Bytes.ofHex("0203"));
    assertThat(whole.toArray()).isNotSameAs(whole.toArray());
  }

  @Test
  void equalsByValueWhereverTheBytesLie() {
    Bytes slice = Bytes.ofHex("00010203ff").slice(1, 4);

    assertThat(slice).isEqualTo(Bytes.ofHex("010203")).hasSameHashCodeAs(Bytes.ofHex("010203"));
    assertThat(slice).isNotEqualTo(Bytes.ofHex("010204")).isNotEqualTo("010203");
    assertThat(slice.compact()).isEqualTo(slice);
  }

  @Test
  void refusesBytesThatDoNotExist() {
    Bytes bytes = Bytes.ofHex("010203").slice(1, 3);
    byte[] array = new byte[4];
    for (Runnable call :
        List.<Runnable>of(
            () -> bytes.at(-1),
            () -> bytes.at(2),
            () -> bytes.slice(-1, 1),
            () -> bytes.slice(0, 3),
            () -> bytes.slice(2, 1),
            () -> Bytes.copyOf(array, 2, 3),
            () -> Bytes.copyOf(array, -1, 2),
            () -> Bytes.wrap(array, 2, 3),
            () -> Bytes.wrap(array, 1, -1),
            () -> Bytes.wrap(array, Integer.MAX_VALUE, Integer.MAX_VALUE))) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(call::run);
    }
  }

  @Test
  void ordersAsUnsignedBytesWithAPrefixFirst() {
    List<Bytes> ordered =
        List.of(
            Bytes.empty(),
            Bytes.ofHex("00"),
            Bytes.ofHex("0000"),
            Bytes.ofHex("01"),
            Bytes.ofHex("7f"),
            Bytes.ofHex("80"),
            Bytes.ofHex("ff00"));
    List<Bytes> shuffled = new ArrayList<>(ordered);
    Collections.reverse(shuffled);
    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void joinsSlices() {
    Bytes bytes = Bytes.ofHex("010203");

    assertThat(bytes.slice(0, 1).plus(bytes.slice(2, 3))).isEqualTo(Bytes.ofHex("0103"));
    assertThat(Bytes.empty().plus(Bytes.empty())).isSameAs(Bytes.empty());
  }

  @Test
  void givesABufferThatCannotChangeIt() {
    ByteBuffer buffer = Bytes.ofHex("00010203").slice(1, 3).buffer();

    assertThat(buffer.remaining()).isEqualTo(2);
    assertThat(buffer.position()).isZero();
    assertThat(buffer.getShort()).isEqualTo((short) 0x0102);
    assertThatExceptionOfType(ReadOnlyBufferException.class)
        .isThrownBy(() -> buffer.put(0, (byte) 1));
  }

  @Test
  void showsTheBeginningOnly() {
    assertThat(Bytes.ofHex("0aff")).hasToString("2 bytes 0aff");
    assertThat(Bytes.wrap(new byte[17])).hasToString("17 bytes " + "00".repeat(16) + "…");
    assertThat(Bytes.ofHex("0AfF").hex()).isEqualTo("0aff");
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Bytes.ofHex("0"));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Bytes.ofHex("0g"));
  }

  @Test
  void copiesIntoAnArray() {
    byte[] target = new byte[4];
    Bytes.ofHex("00010203").slice(1, 3).copyTo(target, 2);

    assertThat(target).containsExactly(0, 0, 1, 2);
  }
}
