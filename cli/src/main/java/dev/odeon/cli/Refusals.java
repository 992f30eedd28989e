package dev.odeon.cli;

import dev.odeon.protocol.Response;

/** What a request came to instead of what it asked for. */
final class Refusals {
  private Refusals() {}

  /**
   * The response, which is of the type that answers the request.
   *
   * @throws Failure if it says that the request failed
   */
  static <T extends Response> T required(Class<T> type, Response response) {
    if (response instanceof Response.Failed failed) {
      throw failure(failed);
    }
    if (!type.isInstance(response)) {
      throw strange(response);
    }
    return type.cast(response);
  }

  /** The end of a command whose request failed. */
  static Failure failure(Response.Failed failed) {
    return Failure.failed(failed.message());
  }

  /** The end of a command that was answered what it did not ask. */
  static Failure strange(Response response) {
    return Failure.failed(
        "the server answered with %s, which was not asked for: is it of another version?"
            .formatted(response.getClass().getSimpleName()));
  }

  /** Why, as an object. */
  static Fields fields(Response.Failed failed) {
    return Fields.of("code", failed.code().text()).put("error", failed.message());
  }
}
