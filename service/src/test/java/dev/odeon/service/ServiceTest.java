package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Priority;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.ActorMessage;
import dev.odeon.protocol.ActorReplay;
import dev.odeon.protocol.ActorRequest;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.TurnResult;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {
  private final Actors actors;
  private final Execution execution;
  private final Service service;

  ServiceTest(@TempDir Path folder) {
    actors = Actors.open(folder.resolve("home"), Ports.system(), Settings.defaults());
    execution = Execution.open(actors, ExecutionConfig.defaults());
    service = Service.of(actors, execution, ServiceConfig.embedded());
  }

  @AfterEach
  void close() {
    service.close();
    execution.close();
    actors.close();
  }

  @Test
  void endsWhatIsCancelledThoughNobodyListens() {
    RequestContext context = RequestContext.of("default");
    Bytes module = Bytes.wrap(SampleGuests.module("counter"));
    service.call(
        new ActorStart(SampleGuests.manifest("counter"), module, "visits", null, null), context);
    assertThat(service.call(new ActorReplay("visits"), context).equal()).isTrue();

    context.cancellation().cancel();
    assertCancelled(new ActorReplay("visits"), context);
    assertCancelled(new ActorList(false), context);
  }

  @Test
  void sendsAMessageInTheLaneOfItsPriority() {
    RequestContext context = RequestContext.of("default");
    Bytes module = Bytes.wrap(SampleGuests.module("counter"));
    service.call(
        new ActorStart(SampleGuests.manifest("counter"), module, "visits", null, null), context);
    OutgoingMessage low =
        new OutgoingMessage("visits", Bytes.utf8("1"), null, null, null, Priority.LOW);
    service.call(new ActorMessage(low, true), context);
    service.call(new ActorRequest(low), context);

    for (long height = 1; height <= 2; height++) {
      Block block = actors.chains().block(Key.actor("visits"), height).orElseThrow();
      assertThat(((EventData.Message) block.event(0).data()).lane()).isEqualTo(EventData.Lane.LOW);
    }
  }

  @Test
  void tellsWhereAnActorWasWhenItTrapped() {
    RequestContext context = RequestContext.of("default");
    String manifest = "name = \"traps\"\nmodule = \"traps.wasm\"\n";
    Bytes module = Bytes.wrap(SampleGuests.module("hostile/traps"));
    service.call(new ActorStart(manifest, module, null, null, null), context);
    ActorMessage message =
        new ActorMessage(new OutgoingMessage("traps", Bytes.utf8("d"), "once", null, null), true);

    TurnResult first = service.call(message, context).turn();
    TurnResult again = service.call(message, context).turn();

    assertThat(first.outcome().text()).startsWith("trapped: divide-by-zero");
    assertThat(first.trace()).isNotEmpty().last().asString().contains("handle-send");
    assertThat(again.trace()).as("of who tries it again").isEqualTo(first.trace());
  }

  @Test
  void tellsWhereAnActorWasWhenItsInitTrapped() {
    String manifest = "name = \"traps\"\nmodule = \"traps.wasm\"\n";
    Bytes module = Bytes.wrap(SampleGuests.module("hostile/traps-in-init"));

    TurnResult init =
        service
            .call(new ActorStart(manifest, module, null, null, null), RequestContext.of("default"))
            .turn();

    assertThat(init.outcome().text()).startsWith("trapped: unreachable");
    assertThat(init.trace()).isNotEmpty().last().asString().contains("init");
  }

  private void assertCancelled(Request<?> request, RequestContext context) {
    assertThatExceptionOfType(RequestException.class)
        .isThrownBy(() -> service.call(request, context))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
  }
}
