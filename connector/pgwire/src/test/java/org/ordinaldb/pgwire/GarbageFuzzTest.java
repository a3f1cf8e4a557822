package org.ordinaldb.pgwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Clients that send spoilt conversations; `-Dseed=` repeats a run.
class GarbageFuzzTest {
  private static final int CLIENTS = 200;

  @Test
  void spoiltConversationsHurtNobodyElse() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    Random random = new Random(seed);
    FakeDatabase database = new FakeDatabase();
    PgLimits limits = new PgLimits();
    limits.messageBytesMax(1 << 20);
    try (PgServer server =
        PgServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new PgService(database, limits),
            task -> Thread.ofVirtual().start(task))) {
      for (int i = 0; i < CLIENTS; i++) {
        sendSpoilt(server.port(), random);
      }
      awaitNoClients(server);
      assertThat(database.sessions).allMatch(session -> session.closed.getCount() == 0);
      try (RawClient client = RawClient.connected(server.port())) {
        assertThat(client.query("insert").talk()).containsExactly("C INSERT 0 1", "Z I");
      }
    }
  }

  private static void awaitNoClients(PgServer server) throws InterruptedException {
    while (server.connectionCount() > 0) {
      Thread.sleep(Duration.ofMillis(5));
    }
  }

  private static void sendSpoilt(int port, Random random) throws IOException {
    byte[] bytes = conversation(random);
    int changes = random.nextInt(4);
    // The start-up message is left whole half of the time, so that the rest is reached.
    int from = random.nextBoolean() ? 25 : 0;
    for (int i = 0; i < changes; i++) {
      bytes[from + random.nextInt(bytes.length - from)] = (byte) random.nextInt();
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes, 0, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (IOException reset) {
      assertThat(reset).hasMessageMatching("(?i).*(reset|broken pipe).*");
    }
  }

  private static byte[] conversation(Random random) {
    ByteBuffer all = ByteBuffer.allocate(4096);
    byte[] user = "user\0ada\0x\0y\0\0".getBytes(StandardCharsets.US_ASCII);
    all.putInt(8 + user.length).putInt(196608).put(user);
    for (int i = 0; i < 20; i++) {
      switch (random.nextInt(8)) {
        case 0 -> message(all, 'Q', "rows 5\0");
        case 1 -> message(all, 'P', "\0echo\0\0\1\0\0\0\27");
        case 2 -> message(all, 'B', "\0\0\0\1\0\1\0\1\0\0\0\4\0\0\0\7\0\1\0\1");
        case 3 -> message(all, 'D', "P\0");
        case 4 -> message(all, 'E', "\0\0\0\0\2");
        case 5 -> message(all, 'S', "");
        case 6 -> message(all, 'C', "Sname\0");
        default -> {
          message(all, 'Q', "copyin\0");
          message(all, 'd', "1\ta\n");
          message(all, 'c', "");
        }
      }
    }
    message(all, 'X', "");
    byte[] bytes = new byte[all.position()];
    all.flip().get(bytes);
    return bytes;
  }

  private static void message(ByteBuffer all, char type, String body) {
    all.put((byte) type).putInt(4 + body.length());
    all.put(body.getBytes(StandardCharsets.ISO_8859_1));
  }
}
