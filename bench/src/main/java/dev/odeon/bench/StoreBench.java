package dev.odeon.bench;

/** The content store, against plain files, plain reads and plain SHA-256. */
final class StoreBench implements Bench {
  static final String NAME = "store";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String about() {
    return "contents put, read, listed and swept, against plain files (synced, renamed, the folder"
        + " synced) and SHA-256";
  }

  @Override
  public void run(BenchContext stage) {
    new StorePuts(stage).run();
    new StoreGets(stage).run();
    new StoreVersions(stage).run();
    new StoreMany(stage).run();
    new StoreStreaming(stage).run();
  }
}
