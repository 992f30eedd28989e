package dev.odeon.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process with many clients: each asks once, and all stay until one line comes in. */
final class ManyClients {
  private ManyClients() {}

  public static void main(String[] args) throws IOException {
    List<Talk> all = new ArrayList<>();
    int served = 0;
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      Talk talk = Talk.to(Path.of(args[0]));
      all.add(talk);
      served += talk.ask("{\"type\":\"ListBinaries\"}").contains("\"Ok\"") ? 1 : 0;
    }
    // Each once more, in another order: those that were there first still are.
    for (Talk talk : all.reversed()) {
      served += talk.ask("{\"type\":\"ListBinaries\"}").contains("\"Ok\"") ? 1 : 0;
    }
    System.out.println(served);
    System.in.read();
  }
}
