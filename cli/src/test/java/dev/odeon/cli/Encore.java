package dev.odeon.cli;

import dev.odeon.execution.Execution;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.FieldKind;
import dev.odeon.protocol.FieldTable;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.protocol.StreamRequest;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.service.OperationHandler;
import dev.odeon.service.OperationProvider;
import dev.odeon.service.RequestContext;
import dev.odeon.service.StreamHandler;
import java.util.List;
import java.util.function.Consumer;

/** An operation that only tests have, made of what every program can use. */
record Encore(String call, long times) implements StreamRequest<Encore.Bow, Encore.Result> {
  static final StreamOperation<Encore, Bow, Result> OPERATION =
      StreamOperation.of(
          "Encore",
          "Bows.",
          () ->
              FieldTable.<Encore>of()
                  .required("call", FieldKind.TEXT, Encore::call, "what is called")
                  .optional("times", FieldKind.COUNT, 1L, Encore::times, "how often")
                  .make(in -> new Encore(in.next(), in.next())),
          () ->
              FieldTable.<Bow>of()
                  .required("bow", FieldKind.TEXT, Bow::bow, "a bow")
                  .make(in -> new Bow(in.next())),
          () ->
              FieldTable.<Result>of()
                  .required("tenant", FieldKind.TEXT, Result::tenant, "for whom")
                  .required("home", FieldKind.TEXT, Result::home, "where")
                  .make(in -> new Result(in.next(), in.next())));

  record Bow(String bow) {}

  record Result(String tenant, String home) {}

  @Override
  public StreamOperation<Encore, Bow, Result> operation() {
    return OPERATION;
  }

  /** Found as any program's would be. */
  public static final class Provider implements OperationProvider {
    @Override
    public List<OperationHandler<?, ?>> handlers(Actors actors, Execution execution) {
      return List.of(new Handler(actors));
    }
  }

  private record Handler(Actors actors) implements StreamHandler<Encore, Bow, Result> {
    @Override
    public StreamOperation<Encore, Bow, Result> operation() {
      return OPERATION;
    }

    @Override
    public Result handle(Encore request, RequestContext context, Consumer<Bow> items) {
      if (request.times() == 0) {
        throw new RequestException(ErrorCode.REFUSED, "the curtain stays down");
      }
      for (long i = 1; i <= request.times(); i++) {
        items.accept(new Bow(request.call() + " " + i));
      }
      return new Result(context.tenant(), actors.home().toString());
    }
  }
}
