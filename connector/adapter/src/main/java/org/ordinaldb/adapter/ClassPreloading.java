package org.ordinaldb.adapter;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/// Loads whole jars ahead of need. When a deployment fails, Payara closes the application's class
/// loaders before it stops the adapter; what closing the engine needs must be loaded by then, or
/// Berkeley DB JE's close dies of NoClassDefFoundError and its log stays dirty.
final class ClassPreloading {
  private static final Logger LOGGER = System.getLogger(ClassPreloading.class.getName());

  private ClassPreloading() {}

  /// Loads the jars that hold the named classes.
  static void loadJarsOf(ClassLoader loader, String... classNames) {
    for (String className : classNames) {
      try {
        @Nullable File jar = jar(Class.forName(className, false, loader));
        if (jar != null) {
          load(jar, loader);
        }
      } catch (ClassNotFoundException e) {
        LOGGER.log(Level.WARNING, "event=preload-failed class=" + className, e);
      }
    }
  }

  private static @Nullable File jar(Class<?> sample) {
    CodeSource source = sample.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return null;
    }
    try {
      File file = new File(source.getLocation().toURI());
      return file.isFile() ? file : null;
    } catch (URISyntaxException | IllegalArgumentException e) {
      LOGGER.log(Level.DEBUG, "event=no-jar class={0}", sample.getName());
      return null;
    }
  }

  private static void load(File jar, ClassLoader loader) {
    try (JarFile file = new JarFile(jar)) {
      file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.contains("-"))
          .filter(name -> !name.startsWith("META-INF/"))
          .forEach(name -> load(name, loader));
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "event=preload-failed jar=" + jar, e);
    }
  }

  /// Classes that need optional jars fail to load: nobody can need those.
  private static void load(String entry, ClassLoader loader) {
    String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
    try {
      Class<?> loaded = Class.forName(name, false, loader);
      LOGGER.log(Level.TRACE, "event=preloaded class={0}", loaded.getName());
    } catch (ClassNotFoundException | LinkageError e) {
      LOGGER.log(Level.TRACE, "event=not-preloaded class={0}", name);
    }
  }
}
