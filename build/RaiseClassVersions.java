import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jars of a folder that hold classes of Java 5 or older (picocli and ASM do) as
 * classes of Java 6 with the stack maps those need. The JDK's ahead-of-time cache leaves older
 * classes out, so each start would load and verify them again: a third of the time of {@code odeon
 * --version}.
 */
final class RaiseClassVersions {

  private static final int JAVA_6 = 50;

  private RaiseClassVersions() {}

  /** Takes the folder. */
  public static void main(String[] args) throws IOException {
    List<Path> jars = jars(Path.of(args[0]));
    try (URLClassLoader types = new URLClassLoader(urls(jars))) {
      ClassFile classes = classFile(types);
      for (Path jar : jars) {
        if (isOld(jar)) {
          rewrite(jar, classes);
          System.out.println("raised " + jar.getFileName());
        }
      }
    }
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static URL[] urls(List<Path> jars) throws IOException {
    URL[] urls = new URL[jars.size()];
    for (int index = 0; index < urls.length; index++) {
      urls[index] = jars.get(index).toUri().toURL();
    }
    return urls;
  }

  private static boolean isOld(Path jar) throws IOException {
    try (JarFile in = new JarFile(jar.toFile())) {
      for (JarEntry entry : list(in)) {
        if (isClass(entry) && majorVersion(in, entry) < JAVA_6) {
          return true;
        }
      }
      return false;
    }
  }

  private static int majorVersion(JarFile in, JarEntry entry) throws IOException {
    byte[] head = in.getInputStream(entry).readNBytes(8);
    return (head[6] & 0xff) << 8 | head[7] & 0xff;
  }

  private static void rewrite(Path jar, ClassFile classes) throws IOException {
    Path raised = jar.resolveSibling(jar.getFileName() + ".raised");
    try (JarFile in = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(raised);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (JarEntry entry : list(in)) {
        byte[] content = in.getInputStream(entry).readAllBytes();
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTime(entry.getTime());
        out.putNextEntry(copy);
        out.write(isClass(entry) ? raise(classes, content) : content);
        out.closeEntry();
      }
    }
    Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Finds the classes it must relate to each other in the jars or the JDK. */
  private static ClassFile classFile(ClassLoader types) {
    ClassHierarchyResolver resolver =
        ClassHierarchyResolver.ofResourceParsing(types)
            .orElse(ClassHierarchyResolver.defaultResolver());
    return ClassFile.of(
        StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(resolver));
  }

  private static byte[] raise(ClassFile classes, byte[] content) {
    ClassModel old = classes.parse(content);
    if (old.majorVersion() >= JAVA_6) {
      return content;
    }
    ClassTransform version =
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(JAVA_6, 0) : element);
    return classes.transformClass(
        old, ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL).andThen(version));
  }

  private static List<JarEntry> list(JarFile jar) {
    return jar.stream().toList();
  }

  private static boolean isClass(JarEntry entry) {
    return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
  }
}
