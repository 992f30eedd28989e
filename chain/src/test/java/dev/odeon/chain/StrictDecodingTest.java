package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictDecodingTest {
  /** Everything that has a format, with its decoder and encoder chained: bytes to bytes. */
  private record Form(Bytes bytes, Function<Bytes, Bytes> again) {}

  private static Map<String, Form> forms() {
    Map<String, Form> forms = new LinkedHashMap<>();
    Samples.events()
        .forEach((name, event) ->
            forms.put(name, new Form(event.encoded(), b -> Event.decode(b).encoded())));
    for (Outcome outcome :
        List.of(
            Outcome.RETURNED,
            new Outcome.Rejected("no"),
            new Outcome.Trapped("kind", "where"),
            new Outcome.Exhausted(Outcome.Limit.OUTPUT),
            new Outcome.Cancelled())) {
      BlockHeader header = Samples.header(Samples.OTHER, null, outcome);
      forms.put(outcome.text(), new Form(header.encoded(), b -> BlockHeader.decode(b).encoded()));
    }
    forms.put(
        "commit",
        new Form(
            new Commit(Samples.chain(Samples.COUNTER, 2)).encoded(),
            b -> Commit.decode(b).encoded()));
    forms.put(
        "content",
        new Form(Content.of(Bytes.utf8("x")).encoded(), b -> Content.decode(b).encoded()));
    Intent.First first =
        new Intent.First(null, 1, 5, Samples.SEED, List.of(Samples.message("id", "body")));
    forms.put(
        "intent",
        new Form(
            new Intent(Samples.OTHER, 1, 2, Hash.ZERO, List.of(Event.note("n")), first).encoded(),
            b -> Intent.decode(b).encoded()));
    return forms;
  }

  @Test
  void readsNothingThatIsCutShort() {
    forms()
        .forEach((name, form) -> {
          for (int cut = 0; cut < form.bytes.size(); cut++) {
            Bytes part = form.bytes.slice(0, cut);
            assertThatThrownBy(() -> form.again.apply(part))
                .as("%s cut to %d", name, part.size())
                .isInstanceOf(MalformedException.class);
          }
        });
  }

  @Test
  void readsNothingThatHasMoreBehind() {
    forms()
        .forEach((name, form) ->
            assertThatThrownBy(() -> form.again.apply(form.bytes.plus(Bytes.ofHex("00"))))
                .as(name)
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("follow the end"));
  }

  /**
   * Whatever one byte is changed to: it is refused, or it is the one encoding of something else.
   */
  @Test
  void readsEveryValueFromOneEncodingOnly() {
    forms()
        .forEach((name, form) -> {
          int refused = 0;
          for (int at = 0; at < form.bytes.size(); at++) {
            for (int value = 0; value < 256; value += at % 16 == 0 ? 1 : 15) {
              byte[] changed = form.bytes.toArray();
              changed[at] = (byte) value;
              Bytes bytes = Bytes.wrap(changed);
              try {
                assertThat(form.again.apply(bytes)).as(name).isEqualTo(bytes);
              } catch (MalformedException e) {
                refused++;
              }
            }
          }
          assertThat(refused).as(name).isPositive();
        });
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "8300616180, 0 is not the code of a kind of event",
        "830c616180, 12 is not the code of a kind of event",
        "82016161, 2 items where 3 belong",
        "83036161f4, 0xf4 where an array belongs",
        "830360834080f6, '' is not the name of an event of kind domain",
        "8304616182f600, 'a' is not the name of an event of kind state",
        "8307637365748561612000f6f6, 0x20 where an unsigned integer belongs",
        "830764656c73658561610000f6f6, 'else' is not the name of an event of kind timer",
        "830864626f726e81616e, 'born' is not the name of an event of kind lifecycle",
        "830a6040, '' is not the name of an event of kind note",
        "83096673746f6c656e83836764656661756c74656163746f72616100f6, 'stolen' is not the name of an event of kind child",
        "83026161830340820040, 3 is over 2",
        "8302616183004083004000, a reply of form 0 has 3 items",
        "8307637365748561610000f6f6, 'set' is not the name of an event of kind timer",
        "830763736574856161000001f6, a timer has a time and a body or neither",
        "830763736574856000000140, a timer's name has 1 to 256 bytes",
        "8303614183408261626161f6, tags are sorted",
        "8303614183408261616161f6, tags are sorted",
        "83036141834080a0, metadata that says nothing is left out",
        "83036141834080a26162617861616178, map keys are out of order",
        "8301616189f6010140f6f6f682f6f6f6, limits that limit nothing are left out",
        "830b6167868200616100f6f6f6f6, 'g' is not the name of an event of kind settlement",
        "830a78197468656174657231, a length of 25 is over what is left",
      })
  void refusesEventsThatCannotBe(String hex, String why) {
    assertThatThrownBy(() -> Event.decode(Bytes.ofHex(hex)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesStatesWhoseLengthBytesAndHashDisagree() {
    Bytes hash = Hash.of(Bytes.utf8("abc")).raw();
    List<CborWriter> wrong = new ArrayList<>();
    wrong.add(state().array(2).bytes(hash).uint(3));
    wrong.add(state().array(3).bytes(hash).uint(4).bytes(Bytes.utf8("abc")));
    wrong.add(state().array(3).bytes(hash).uint(1025).bytes(Bytes.wrap(new byte[1025])));
    wrong.add(state().array(2).nil().uint(1));
    wrong.add(state().array(3).nil().uint(0).bytes(Bytes.empty()));
    wrong.add(state().array(1).nil());
    for (CborWriter event : wrong) {
      assertThatThrownBy(() -> Event.decode(event.toBytes()))
          .isInstanceOf(MalformedException.class);
    }
  }

  private static CborWriter state() {
    return new CborWriter().array(3).uint(4).text("");
  }

  @Test
  void refusesHeadersWhoseFieldsContradict() {
    BlockHeader good = Samples.header(Samples.COUNTER, null, Outcome.RETURNED);
    byte[] unmetered = good.encoded().toArray();
    // After the module's hash comes the number of its metering.
    unmetered[good.encoded().size() - 23] = 0;

    assertThatThrownBy(() -> BlockHeader.decode(Bytes.wrap(unmetered)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("metering is 0");
    assertThatThrownBy(() -> BlockHeader.decode(header(0, Samples.MODULE, Samples.SEED)))
        .hasMessageContaining("height 0 has no parent");
    assertThatThrownBy(() -> BlockHeader.decode(header(1, Samples.MODULE, Bytes.ofHex("00"))))
        .hasMessageContaining("a seed has 16 bytes");
    assertThat(BlockHeader.decode(header(1, Samples.MODULE, Samples.SEED)).height()).isEqualTo(1);
  }

  private static Bytes header(long height, Hash parent, Bytes seed) {
    CborWriter out = new CborWriter().array(14).uint(1);
    out.text("default").text("actor").text("a").uint(height).hash(parent).uint(0).nil().uint(1);
    return out.bytes(seed).nil().array(0).array(1).uint(0).nil().toBytes();
  }

  @Test
  void saysThatANewerFormatIsNewer() {
    Bytes newer = Commit.of(Samples.block(Samples.COUNTER, null, "x")).encoded();
    byte[] changed = newer.toArray();
    changed[1] = 2;

    assertThatThrownBy(() -> Commit.decode(Bytes.wrap(changed)))
        .hasMessageContaining("format 2")
        .hasMessageContaining("newer");
  }

  @Test
  void refusesACommitWithoutABlock() {
    assertThatThrownBy(() -> Commit.decode(Bytes.ofHex("820180")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("without a block");
  }

  @Test
  void refusesKeysThatCannotBe() {
    CborWriter out = new CborWriter().array(7).uint(1).array(3);
    out.text("default").text("Actor").text("x");
    assertThatThrownBy(
            () -> Intent.decode(out.uint(0).uint(0).hash(Hash.ZERO).array(0).nil().toBytes()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("category");
    assertThat(new Key("default", "actor", "x")).isEqualTo(Key.actor("x"));
  }
}
