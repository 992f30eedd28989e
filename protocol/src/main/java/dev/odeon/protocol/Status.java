package dev.odeon.protocol;

import dev.odeon.base.Hash;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads the status of the home. */
public record Status() implements Request<Status.Result> {
  /** The operation. */
  public static final Operation<Status, Result> OPERATION =
      Operation.of(
          "Status",
          "Tells how the home is: formats, sizes, actors, plug-ins, head, server, last clean stop, and what is damaged. For the tenant default alone.",
          () -> FieldTable.none(new Status()),
          () ->
              FieldTable.<Result>of()
                  .required("home", FieldKind.TEXT, Result::home, "the home's folder")
                  .required(
                      "home_id", FieldKind.TEXT, Result::homeId, "its id, which copies have too")
                  .required(
                      "formats",
                      FieldKind.COUNTS,
                      Result::formats,
                      "the format of the home and of what is in it")
                  .required(
                      "bytes", FieldKind.COUNTS, Result::bytes, "the size on the disk, by kind")
                  .required("actors", FieldKind.WHOLE, Result::actors, "how many actors there are")
                  .required(
                      "actors_running",
                      FieldKind.WHOLE,
                      Result::actorsRunning,
                      "how many of them take messages")
                  .required(
                      "paused",
                      FieldKind.FLAG,
                      Result::paused,
                      "whether the home is paused: no actor acts until it is resumed")
                  .required(
                      "plugins", FieldKind.WHOLE, Result::plugins, "how many plug-ins are loaded")
                  .required(
                      "blocks", FieldKind.WHOLE, Result::blocks, "how many blocks the log has")
                  .required(
                      "root", FieldKind.HASH, Result::root, "the root of the log tree over them")
                  .nullable(
                      "server",
                      FieldKind.object(ServerState.FIELDS),
                      Result::server,
                      "the server that has the home open: pid, socket, since")
                  .nullable(
                      "last_clean_stop",
                      FieldKind.TEXT,
                      Result::lastCleanStop,
                      "when the home was last closed in order, before it was opened now")
                  .required(
                      "damaged",
                      FieldKind.list(FieldKind.TEXT),
                      Result::damaged,
                      "what is damaged, a line each")
                  .make(Status::result));

  private static Result result(FieldTable.Values in) {
    return new Result(
        in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
        in.next(), in.next(), in.next(), in.next(), in.next());
  }

  /**
   * The status of the home.
   *
   * @param formats the format versions, by component
   * @param bytes the sizes on disk in bytes, by kind
   * @param paused whether the home is paused, so that no actor acts
   * @param blocks the number of blocks in the log
   * @param root the root of the log tree over them
   * @param server the server that has the home open; null if the home is opened without one
   * @param lastCleanStop when the home was last closed cleanly, ISO 8601; null if it never was
   * @param damaged what is damaged, one line each
   */
  public record Result(
      String home,
      String homeId,
      SortedMap<String, Long> formats,
      SortedMap<String, Long> bytes,
      long actors,
      long actorsRunning,
      boolean paused,
      long plugins,
      long blocks,
      Hash root,
      @Nullable ServerState server,
      @Nullable String lastCleanStop,
      List<String> damaged) {}

  /**
   * A server.
   *
   * @param since when it started, ISO 8601
   */
  public record ServerState(long pid, String socket, String since) {
    static final FieldTable<ServerState> FIELDS =
        FieldTable.<ServerState>of()
            .required("pid", FieldKind.WHOLE, ServerState::pid, "its process")
            .required("socket", FieldKind.TEXT, ServerState::socket, "where it listens")
            .required("since", FieldKind.TEXT, ServerState::since, "when it started")
            .make(in -> new ServerState(in.next(), in.next(), in.next()));
  }

  @Override
  public Operation<Status, Result> operation() {
    return OPERATION;
  }
}
