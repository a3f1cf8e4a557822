package org.ordinaldb.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A process that a test kills. What it writes is heard line by line, on a thread of its own; it is at
/// work once it has written `READY`.
final class VictimProcess {
  private static final String READY = "READY";

  private final Process process;
  private final Consumer<String> heard;
  private final Thread listener = new Thread(this::listen, "acknowledgements");
  private final CountDownLatch ready = new CountDownLatch(1);
  private final AtomicInteger lines = new AtomicInteger();

  private VictimProcess(Process process, Consumer<String> heard) {
    this.process = process;
    this.heard = heard;
  }

  /// Starts a class with the arguments that every victim takes, and returns when it is at work.
  static VictimProcess start(
      Class<?> main, Path directory, int round, long seed, Consumer<String> heard)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-ea",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                directory.toString(),
                Integer.toString(round),
                Long.toString(seed))
            .redirectErrorStream(true)
            .start();
    VictimProcess victim = new VictimProcess(process, heard);
    victim.listener.start();
    victim.ready.await();
    return victim;
  }

  private void listen() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        heard.accept(line);
        lines.incrementAndGet();
        if (line.strip().equals(READY)) {
          ready.countDown();
        }
      }
    } catch (IOException e) {
      // The pipe broke with the process; a line cut short was never an acknowledgement.
    } finally {
      ready.countDown();
    }
  }

  /// Waits for so many lines, five seconds at the most. On a busy machine time alone would kill
  /// a process that has hardly begun.
  void awaitLines(int count) throws InterruptedException {
    int first = lines.get();
    for (int pauses = 0; pauses < 1000 && lines.get() < first + count; pauses++) {
      Thread.sleep(5);
    }
  }

  /// Returns when it is gone and all that it wrote was heard.
  void kill() throws InterruptedException {
    // Not by the Process itself, which would close the pipe on lines that are not read yet.
    process.toHandle().destroyForcibly();
    process.waitFor();
    listener.join();
  }
}
