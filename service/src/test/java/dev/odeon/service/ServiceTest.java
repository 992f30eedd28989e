package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.guests.SampleGuests;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.ActorReplay;
import dev.odeon.protocol.ActorStart;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.Settings;
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

  private void assertCancelled(Request<?> request, RequestContext context) {
    assertThatExceptionOfType(RequestException.class)
        .isThrownBy(() -> service.call(request, context))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
  }
}
