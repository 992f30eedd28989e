package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.Decoded;
import dev.odeon.protocol.IncomingRequest;
import dev.odeon.protocol.LoadBinary;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RequestReader;
import dev.odeon.protocol.StorePut;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with values that nobody means: an answer, or a line in Odeon's own words. */
class ExtremeRequestsTest {
  private static final String JAVA =
      "(?s).*(Exception|java\\.|internal|For input string|out of bounds|Feature|Constraints|\\bnull\\b).*";

  private static final List<String> NUMBERS =
      List.of(
          "-1",
          "0",
          "1",
          "2147483648",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "1e400",
          "1.5",
          "9".repeat(100),
          "\"1\"",
          "null",
          "[]");

  @TempDir private static Path folder;
  private static Actors actors;
  private static Execution execution;
  private static Service service;
  private static UUID plugin;
  private static String hash;

  @BeforeAll
  static void open() {
    actors = Actors.open(folder.resolve("home"), Ports.system(), Settings.defaults());
    execution = Execution.open(actors, ExecutionConfig.defaults());
    service = Service.of(actors, execution, ServiceConfig.embedded());
    RequestContext context = RequestContext.of("default");
    Bytes module = Bytes.wrap(SampleGuests.module("counter"));
    service.call(
        new ActorStart(SampleGuests.manifest("counter"), module, "visits", null, null), context);
    plugin =
        service
            .call(new LoadBinary(null, Bytes.wrap(SampleGuests.module("plugin/rot13"))), context)
            .binaryId();
    hash =
        service
            .call(new StorePut(Bytes.utf8("x"), null, null, "it", false, null, "default"), context)
            .hash();
  }

  @AfterAll
  static void close() {
    service.close();
    execution.close();
    actors.close();
  }

  /** What a client is told of {@code line}; null if it is carried out. */
  private static String refused(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    Decoded decoded = new RequestReader(service::operation).read(bytes, 0, bytes.length);
    return switch (decoded) {
      case Decoded.Malformed malformed -> malformed.why().text();
      case IncomingRequest incoming -> {
        try {
          var _ = service.call(incoming.request(), RequestContext.of(incoming.tenant()));
          yield "";
        } catch (RequestException e) {
          yield e.text();
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'Execute','binary_id':'ID','input':'x','config':{'timeout_ms':N}}",
        "{'type':'Execute','binary_id':'ID','input':'x','config':{'memory_limit_mb':N}}",
        "{'type':'Execute','binary_id':'ID','input':'x','config':{'fuel_limit':N}}",
        "{'type':'Execute','binary_id':N,'input':'x'}",
        "{'type':'ExecuteChain','binary_ids':['ID',N],'input':'x'}",
        "{'type':'ExecuteChain','binary_ids':[],'input':'x','config':{'timeout_ms':N}}",
        "{'type':'LoadBinary','path':'/dev/zero','config':{'timeout_ms':N}}",
        "{'type':'LoadBinary','path':N}",
        "{'type':'ActorMessage','actor':'visits','body':'1','deadline_ms':N}",
        "{'type':'ActorState','actor':'visits','at':N}",
        "{'type':'ActorEvents','actor':'visits','from':N}",
        "{'type':'ActorEvents','actor':'visits','to':N}",
        "{'type':'Events','actor':'visits','from':N}",
        "{'type':'Events','last':N}",
        "{'type':'Events','after':N}",
        "{'type':'Events','since':N}",
        "{'type':'Events','types':[N],'correlation':N}",
        "{'type':'StoreGet','reference':'HASH','offset':N}",
        "{'type':'StoreGet','reference':'HASH','length':N}",
        "{'type':'StoreGet','reference':'HASH','offset':N,'length':N}",
        "{'type':'StoreGc','dry_run':true,'grace_s':N}",
        "{'type':'Status','id':N}",
        "{'type':N}",
        "{'type':'Status','tenant':N}"
      })
  void numbersOfEveryKind(String pattern) {
    for (String number : NUMBERS) {
      String line =
          pattern
              .replace('\'', '"')
              .replace("N", number)
              .replace("ID", plugin.toString())
              .replace("HASH", hash);
      assertThat(refused(line)).as(line).doesNotMatch(JAVA).doesNotContain("\n");
    }
  }

  @Test
  void linesThatAreNotJson() {
    for (String line :
        List.of(
            "",
            "{",
            "}",
            "nonsense",
            "{'type':'Status'",
            "{'type':'Status'}}",
            "{type:'Status'}",
            "{'type':'Status',}",
            "{'type':'Status','x':NaN}",
            "{'type':'Status','x':+1}",
            "{'type':'Status','x':01}",
            "{'type':'Status','x':.5}",
            "{'type':'Status','x':'a\tb'}",
            "{'type':'Status','x':'\\q'}",
            "{'type':'Status','x':'\\uD8'}",
            "{'type':'\\ud800'}",
            "{'type':'Status','x':" + "9".repeat(5_000) + "}",
            "{'type':'Status','x':" + "[".repeat(5_000),
            "{'type':'Status','" + "x".repeat(5_000) + "':1}",
            "{'type':'Status'} // why",
            "/* why */ {'type':'Status'}",
            "{'type':'LoadBinary','path':'a\\u0000b'}",
            "{'type':'LoadBinary','module_base64':'!'}",
            "{'type':'StoreGet','reference':'store:hash:xyz'}",
            "{'type':'StoreGet','reference':'store:\\u202e'}",
            "{'type':'ActorState','actor':'a\\u0000b'}")) {
      assertThat(refused(line.replace('\'', '"'))).as(line).doesNotMatch(JAVA).doesNotContain("\n");
    }
  }
}
