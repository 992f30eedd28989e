package dev.odeon.cli;

import dev.odeon.base.Ports;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.server.Server;
import dev.odeon.server.ServerConfig;
import java.nio.file.Path;

/** Who carries a command out. */
enum Who {
  SERVER,
  COMMAND;

  /** A server of the home, or nothing. */
  AutoCloseable begin(Path home) {
    return this == SERVER ? serving(home, Extensions.none(), ServerConfig.defaults()) : () -> {};
  }

  /** A server of the home, in this process. */
  static AutoCloseable serving(Path home, Extensions extensions, ServerConfig config) {
    Actors actors = Actors.open(home, Ports.system(), Settings.defaults(), extensions);
    Execution execution = Execution.open(actors, ExecutionConfig.defaults());
    Server server = Server.start(config, actors, execution, Server.meters());
    return () -> {
      server.close();
      execution.close();
      actors.close();
    };
  }
}
