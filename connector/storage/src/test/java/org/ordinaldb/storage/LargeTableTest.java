package org.ordinaldb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ordinaldb.Seeds;

/// Tables larger than the memory that there is for them. `-Dlarge.rows=20000000 -Dlarge.heap=1024m
/// -Dlarge.cache=134217728` is the full size.
class LargeTableTest {
  private static final int ROWS = Integer.getInteger("large.rows", 400_000);
  private static final String HEAP = System.getProperty("large.heap", "72m");
  private static final long CACHE = Long.getLong("large.cache", 6 << 20);

  @TempDir Path directory;

  @Test
  void aTableOfManyTimesTheCacheIsLoadedAndReadInABoundedHeap() throws Exception {
    Process probe =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                LargeTableProbe.class.getName(),
                directory.toString(),
                Integer.toString(ROWS),
                Long.toString(CACHE),
                Long.toString(Seeds.next("LargeTableTest")))
            .redirectErrorStream(true)
            .start();
    String out = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.println(out);
    assertThat(probe.waitFor()).as(out).isZero();
    assertThat(out).contains("DONE");
  }
}
