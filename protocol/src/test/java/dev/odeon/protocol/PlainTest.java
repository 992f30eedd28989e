package dev.odeon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways that are quick come to what the general ones come to, or leave it to them. */
class PlainTest {
  private static final RequestReader READER =
      new RequestReader(type -> type.equals("Execute") ? Execute.OPERATION : null);

  private static final String ID = "550e8400-e29b-41d4-a716-446655440000";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'Execute','binary_id':'#','input':'abc'}",
        "{'type': 'Execute', 'binary_id': '#', 'input': 'abc'}",
        "{'input':'','type':'Execute','binary_id':'#'}",
        "{'type':'Execute','id':7,'binary_id':'#','input':'é 😀'}",
        "{'type':'Execute','id':0,'binary_id':'#','input':'abc'}",
        "{'type':'Execute','id':'x','binary_id':'#','input':'abc'}",
        "{'type':'Execute','id':999999999999999999,'binary_id':'#','input':'abc'}",
      })
  void readsWhatIsPlain(String text) {
    byte[] line = line(text);
    assertThat(PlainExecute.read(line, 0, line.length))
        .isNotNull()
        .isEqualTo(READER.readAny(line, 0, line.length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{'type':'Execute'}",
        "{'type':'Execute','binary_id':'#','input':'abc'",
        "{'type':'Execute','binary_id':'#','input':'abc'}}",
        "{'type':'Execute','binary_id':'#','input':'abc'} ",
        "{'type':'Execute','binary_id':'#','input':'abc',}",
        "{'type':'Execute','binary_id':'#','input':'abc','input':'abc'}",
        "{'type':'Execute','type':'Execute','binary_id':'#','input':'abc'}",
        "{'type':'Execute','binary_id':'#','input':'a\\\\u0062c'}",
        "{'type':'Execute','binary_id':'#','input':'a\tc'}",
        "{'type':'Execute','binary_id':'#','input':'abc','config':{}}",
        "{'type':'Execute','binary_id':'#','input':'abc','tenant':'blue'}",
        "{'type':'Execute','id':01,'binary_id':'#','input':'abc'}",
        "{'type':'Execute','id':-1,'binary_id':'#','input':'abc'}",
        "{'type':'Execute','id':1.5,'binary_id':'#','input':'abc'}",
        "{'type':'Execute','id':,'binary_id':'#','input':'abc'}",
        "{'type':'Execute','id':9999999999999999999,'binary_id':'#','input':'abc'}",
        "{'type':'Execute','id':'é','binary_id':'#','input':'abc'}",
        "{'type':'Execute','binary_id':'550e8400-e29b-41d4-a716-44665544000','input':'abc'}",
        "{'type':'Execute','binary_id':'550e8400-e29b-41d4-a716-44665544000g','input':'abc'}",
        "{'type':'Execute','binary_id':'550e8400+e29b-41d4-a716-446655440000','input':'abc'}",
        "{'type':'ExecuteChain','binary_id':'#','input':'abc'}",
        "{'type':'Execute','payload':{'binary_id':'#','input':'abc'}}",
      })
  void leavesTheRestToTheGeneralReader(String text) {
    byte[] line = line(text);
    assertThat(PlainExecute.read(line, 0, line.length)).isNull();
  }

  @Test
  void neverReadsWhatTheGeneralReaderReadsOtherwise() {
    Random random = new Random(3);
    byte[] good = line("{'type':'Execute','id':7,'binary_id':'#','input':'é abc'}");
    int plain = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] line = good.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        line[random.nextInt(line.length)] =
            random.nextBoolean() ? (byte) random.nextInt() : good[random.nextInt(good.length)];
      }
      IncomingRequest read = PlainExecute.read(line, 0, line.length);
      if (read != null) {
        plain++;
        assertThat(READER.readAny(line, 0, line.length)).isEqualTo(read);
      }
    }
    assertThat(plain).isGreaterThan(1000);
  }

  @Test
  void writesWhatTheGeneralWriterWrites() {
    Random random = new Random(5);
    int plain = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] output = new byte[random.nextInt(60)];
      for (int k = 0; k < output.length; k++) {
        output[k] = (byte) (random.nextInt(50) == 0 ? random.nextInt() : ' ' + random.nextInt(90));
      }
      RunResult result =
          new RunResult(
              new UUID(random.nextLong(), random.nextLong()),
              random.nextInt(),
              Bytes.wrap(output),
              random.nextLong() >>> random.nextInt(64),
              random.nextLong() >> random.nextInt(64));
      Header header =
          new Header(
              "Execute",
              random.nextBoolean() ? null : new RequestId.Number(random.nextLong()),
              Shape.FLAT);
      ByteArrayOutputStream quick = new ByteArrayOutputStream();
      if (PlainRan.write(header, result, quick)) {
        plain++;
        ByteArrayOutputStream general = new ByteArrayOutputStream();
        ResponseWriter.anyResult(header, Execute.OPERATION, new Execute.Result(result), general);
        assertThat(quick.toString(StandardCharsets.UTF_8))
            .isEqualTo(general.toString(StandardCharsets.UTF_8));
      } else {
        assertThat(quick.size()).isZero();
      }
    }
    assertThat(plain).isGreaterThan(1000);
  }

  @Test
  void writesTheLowestNumbers() {
    RunResult result =
        new RunResult(new UUID(0, -1), Integer.MIN_VALUE, Bytes.empty(), 0, Long.MIN_VALUE);
    Header header = new Header("Execute", null, Shape.FLAT);
    ByteArrayOutputStream quick = new ByteArrayOutputStream();
    ByteArrayOutputStream general = new ByteArrayOutputStream();
    assertThat(PlainRan.write(header, result, quick)).isTrue();
    ResponseWriter.anyResult(header, Execute.OPERATION, new Execute.Result(result), general);
    assertThat(quick.toByteArray()).isEqualTo(general.toByteArray());
  }

  private static byte[] line(String text) {
    return text.replace('\'', '"')
        .replace("#", ID)
        .replace("\\\\", "\\")
        .getBytes(StandardCharsets.UTF_8);
  }
}
