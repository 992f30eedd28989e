import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the archives of {@code ./odeon package}: the launcher, the jars, their licences and the
 * checksums of all of them, in one folder. Order, times, owners and modes are fixed, so that the
 * same jars make the same bytes.
 */
final class Package {
  private static final Pattern TIME =
      Pattern.compile("<project.build.outputTimestamp>([^<]+)</project.build.outputTimestamp>");
  private static final String VERSION = "dev/odeon/base/version.txt";
  private static final Pattern LEGAL =
      Pattern.compile("META-INF/([^/]*(?:LICEN[CS]E|NOTICE)[^/]*)", Pattern.CASE_INSENSITIVE);
  private static final List<String> LAUNCHER =
      List.of("launch.sh", "jdk.sh", "installed.sh", "jvm.options");
  private static final int BLOCK = 512;
  private static final int NAME_MAX = 100;

  private final Path root;
  private final Path app;
  private final Path out;
  private final Instant time;
  private final Map<String, byte[]> files = new TreeMap<>();

  private Package(Path root, Path app, Path out) throws IOException {
    this.root = root;
    this.app = app;
    this.out = out;
    Matcher found = TIME.matcher(Files.readString(root.resolve("pom.xml")));
    if (!found.find()) {
      throw new Refusal("pom.xml has no project.build.outputTimestamp, the time of all files");
    }
    this.time = Instant.parse(found.group(1));
  }

  /** What stops it, in the words of a person. */
  private static final class Refusal extends RuntimeException {
    Refusal(String message) {
      super(message);
    }
  }

  /** Takes the checkout, the folder of the app that was built, and where the archives go. */
  public static void main(String[] args) throws IOException {
    // Of the times in a zip, which are local ones.
    TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    try {
      new Package(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])).make();
    } catch (Refusal refusal) {
      System.err.println("odeon: " + refusal.getMessage());
      System.exit(1);
    }
  }

  private void make() throws IOException {
    launcher();
    List<Path> jars = jars();
    for (Path jar : jars) {
      files.put("app/" + app.relativize(jar), Files.readAllBytes(jar));
    }
    files.put("LICENSE", Files.readAllBytes(root.resolve("LICENSE")));
    files.put("NOTICE", Files.readAllBytes(root.resolve("guests/NOTICE")));
    share();
    licences(jars);
    files.put("launch/content", (hash(checksums()).substring(0, 12) + "\n").getBytes(UTF_8));
    files.put("SHA256SUMS", checksums());
    String name = "odeon-" + version(jars);
    write(name + ".tar.gz", file -> tar(name, file));
    write(name + ".zip", file -> zip(name, file));
  }

  private void launcher() throws IOException {
    files.put("bin/odeon", Files.readAllBytes(root.resolve("odeon")));
    for (String each : LAUNCHER) {
      files.put("launch/" + each, Files.readAllBytes(root.resolve("build").resolve(each)));
    }
    files.put("README.txt", Files.readAllBytes(root.resolve("build/package.txt")));
  }

  /** Manual pages and completion scripts, where the command has written them. */
  private void share() throws IOException {
    Path share = out.resolve("share");
    if (Files.isDirectory(share)) {
      try (Stream<Path> found = Files.walk(share)) {
        for (Path file : found.filter(Files::isRegularFile).toList()) {
          files.put("share/" + share.relativize(file), Files.readAllBytes(file));
        }
      }
    }
  }

  private List<Path> jars() throws IOException {
    try (Stream<Path> found = Files.walk(app, 2)) {
      return found.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /** The one that the command tells: the first line of a file in the jar of base. */
  private static String version(List<Path> jars) throws IOException {
    for (Path jar : jars) {
      try (JarFile in = new JarFile(jar.toFile())) {
        JarEntry entry = in.getJarEntry(VERSION);
        if (entry != null) {
          return new String(in.getInputStream(entry).readAllBytes(), UTF_8)
              .lines()
              .findFirst()
              .orElseThrow()
              .strip();
        }
      }
    }
    throw new Refusal("no jar holds " + VERSION + ": build again");
  }

  /** What libraries.txt says of jars whose name begins so. */
  private record Licence(String prefix, String name, String text) {
    static Licence of(String line) {
      String[] columns = line.split("\\|");
      return new Licence(
          columns[0].strip(), columns[1].strip(), columns.length > 2 ? columns[2].strip() : "");
    }
  }

  private void licences(List<Path> jars) throws IOException {
    Path folder = root.resolve("build/licences");
    List<Licence> known =
        Files.readAllLines(folder.resolve("libraries.txt")).stream()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .map(Licence::of)
            .toList();
    StringBuilder list = new StringBuilder();
    list.append("The jars of this package and their licences. licences/ has the texts that they\n");
    list.append("bring; that of Apache-2.0 is LICENSE. The classes of picocli and ASM are as\n");
    list.append("published, but in the form of Java 6, with stack maps.\n\n");
    for (Path jar : jars) {
      String name = jar.getFileName().toString();
      Licence licence = licence(known, name);
      list.append(String.format(Locale.ROOT, "%-56s %s%n", name, licence.name()));
      if (!licence.text().isEmpty()) {
        files.put("licences/" + licence.text(), Files.readAllBytes(folder.resolve(licence.text())));
      }
      legalTexts(jar, name.replaceFirst("\\.jar$", ""));
    }
    files.put("LICENCES.txt", list.toString().getBytes(UTF_8));
  }

  private static Licence licence(List<Licence> known, String jar) {
    return known.stream()
        .filter(each -> jar.replaceFirst("\\.jar$", "-").startsWith(each.prefix()))
        .findFirst()
        .orElseThrow(() ->
            new Refusal(
                "nothing says which licence %s has: add a line to build/licences/libraries.txt"
                    .formatted(jar)));
  }

  private void legalTexts(Path jar, String name) throws IOException {
    try (JarFile in = new JarFile(jar.toFile())) {
      for (JarEntry entry : in.stream().toList()) {
        Matcher legal = LEGAL.matcher(entry.getName());
        if (legal.matches()) {
          files.put(
              "licences/" + name + "/" + legal.group(1), in.getInputStream(entry).readAllBytes());
        }
      }
    }
  }

  /** As {@code sha256sum -c} reads them. */
  private byte[] checksums() {
    StringBuilder lines = new StringBuilder();
    files.forEach((name, content) -> lines.append(hash(content) + "  " + name + "\n"));
    return lines.toString().getBytes(UTF_8);
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Writes an archive. */
  private interface Writer {
    void write(Path file) throws IOException;
  }

  /** The whole archive under its name, or none. */
  private void write(String name, Writer writer) throws IOException {
    Path unfinished = out.resolve(name + ".new");
    Files.deleteIfExists(unfinished);
    writer.write(unfinished);
    Path file = Files.move(unfinished, out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    byte[] content = Files.readAllBytes(file);
    System.out.printf(
        Locale.ROOT, "%s  %.1f MB  sha256:%s%n", file, content.length / 1e6, hash(content));
  }

  private static int mode(String name) {
    return name.startsWith("bin/") ? 0755 : 0644;
  }

  /** The folders that {@code name} lies in, outermost first. */
  private static List<String> folders(String name) {
    List<String> folders = new ArrayList<>();
    for (int at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      folders.add(name.substring(0, at + 1));
    }
    return folders;
  }

  private void zip(String top, Path file) throws IOException {
    Map<String, ?> options = Map.of("create", true, "enablePosixFileAttributes", true);
    try (FileSystem zip = FileSystems.newFileSystem(file, options)) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        Path entry = zip.getPath(top, each.getKey());
        Files.createDirectories(entry.getParent());
        Files.write(entry, each.getValue());
        Files.setPosixFilePermissions(
            entry,
            PosixFilePermissions.fromString(
                mode(each.getKey()) == 0755 ? "rwxr-xr-x" : "rw-r--r--"));
      }
      FileTime fixed = FileTime.from(time);
      try (Stream<Path> all = Files.walk(zip.getPath(top))) {
        for (Path each : all.toList()) {
          Files.getFileAttributeView(each, BasicFileAttributeView.class)
              .setTimes(fixed, fixed, fixed);
        }
      }
    }
  }

  private void tar(String top, Path file) throws IOException {
    List<String> made = new ArrayList<>();
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16)) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        String name = top + "/" + each.getKey();
        for (String folder : folders(name)) {
          if (!made.contains(folder)) {
            made.add(folder);
            out.write(header(folder, 0755, 0, '5'));
          }
        }
        byte[] content = each.getValue();
        out.write(header(name, mode(each.getKey()), content.length, '0'));
        out.write(content);
        out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
      }
      out.write(new byte[2 * BLOCK]);
    }
  }

  /** A header of POSIX's ustar format, of which this writes the short form of a name. */
  private byte[] header(String name, int mode, int size, char type) {
    byte[] nameBytes = name.getBytes(UTF_8);
    if (nameBytes.length > NAME_MAX) {
      throw new Refusal("the name is too long for an archive: " + name);
    }
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    field(header, nameBytes, NAME_MAX);
    field(header, octal(mode, 7), 8);
    field(header, octal(0, 7), 8);
    field(header, octal(0, 7), 8);
    field(header, octal(size, 11), 12);
    field(header, octal(time.getEpochSecond(), 11), 12);
    field(header, " ".repeat(8).getBytes(US_ASCII), 8);
    header.write(type);
    field(header, new byte[0], NAME_MAX);
    field(header, "ustar\00000".getBytes(US_ASCII), 8);
    field(header, "root".getBytes(US_ASCII), 32);
    field(header, "root".getBytes(US_ASCII), 32);
    byte[] bytes = header.toByteArray();
    int sum = 0;
    for (byte each : bytes) {
      sum += each & 0xff;
    }
    byte[] block = new byte[BLOCK];
    System.arraycopy(bytes, 0, block, 0, bytes.length);
    System.arraycopy(octal(sum, 6), 0, block, 148, 6);
    block[154] = 0;
    return block;
  }

  private static void field(ByteArrayOutputStream header, byte[] value, int size) {
    header.write(value, 0, value.length);
    header.write(new byte[size - value.length], 0, size - value.length);
  }

  private static byte[] octal(long value, int digits) {
    String text = Long.toOctalString(value);
    return ("0".repeat(digits - text.length()) + text).getBytes(US_ASCII);
  }
}
