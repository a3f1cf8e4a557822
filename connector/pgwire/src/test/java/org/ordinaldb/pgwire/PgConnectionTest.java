package org.ordinaldb.pgwire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgConnectionTest {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSSENC_REQUEST = 80877104;
  private static final int CANCEL_REQUEST = 80877102;
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final FakeDatabase database = new FakeDatabase();
  private final PgLimits limits = new PgLimits();
  private PgServer server;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    server =
        PgServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new PgService(database, limits),
            THREADS);
    client = RawClient.connected(server.port());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close(Duration.ofSeconds(5));
  }

  @Test
  void startsWithParametersAndKeyAfterRefusingEncryption() throws IOException {
    try (RawClient other = new RawClient(server.port())) {
      other.raw(ByteBuffer.allocate(8).putInt(8).putInt(GSSENC_REQUEST).array()).send();
      assertThat(other.readByte()).isEqualTo('N');
      other.raw(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array()).send();
      assertThat(other.readByte()).isEqualTo('N');
      other.startup(196608, "user", "bob", "options", "-c a=b\\ c --d-e=f", "x", "y");
      assertThat(other.talk())
          .containsExactly("R", "S server_version 15.0", "S TimeZone UTC", "K", "Z I");
      assertThat(other.secret).hasSize(4);
    }
    FakeSession session = database.sessions.toArray(new FakeSession[0])[1];
    assertThat(session.request.user()).isEqualTo("bob");
    assertThat(session.request.database()).isEqualTo("bob");
    assertThat(session.request.settings())
        .containsOnly(
            java.util.Map.entry("a", "b c"),
            java.util.Map.entry("d_e", "f"),
            java.util.Map.entry("x", "y"));
  }

  @Test
  void newerProtocolsAreNegotiatedDown() throws IOException {
    try (RawClient other = new RawClient(server.port())) {
      other.startup(3 << 16 | 9999, "user", "bob", "_pq_.magic", "1");
      assertThat(other.talk()).first().isEqualTo("v 30002 1_pq_.magic");
      assertThat(other.secret).hasSize(32);
    }
    try (RawClient other = new RawClient(server.port())) {
      other.startup(3 << 16 | 2, "user", "bob");
      assertThat(other.talk()).first().isEqualTo("R");
    }
    try (RawClient other = new RawClient(server.port())) {
      other.startup(2 << 16, "user", "bob").send();
      assertThat(other.readUntil('Z')).first().asString().contains("FATAL", "0A000");
    }
  }

  @Test
  void aRefusedSessionIsFatal() throws IOException {
    try (RawClient other = new RawClient(server.port())) {
      other.startup(196608, "user", "bob", "database", "nowhere").send();
      assertThat(other.readUntil('Z'))
          .containsExactly(
              "R", "E SFATAL|VFATAL|C3D000|Mdatabase \"nowhere\" does not exist||", "end");
    }
  }

  @Test
  void simpleQueryRunsSeveralStatementsAndCommitsBeforeItSaysSo() throws IOException {
    assertThat(client.query("rows 4; insert; notice").talk())
        .containsExactly(
            "T n:16384.1:23:4:-1,t:0.0:25:-1:-1",
            "D 1|t1",
            "D 2|NULL",
            "D 3|t3",
            "D 4|NULL",
            "C SELECT 4",
            "C INSERT 0 1",
            "N SNOTICE|VNOTICE|C00000|Mtake note||",
            "C DO",
            "Z I");
    assertThat(database.session().log).containsExactly("rows 4", "insert", "notice", "sync");
    assertThat(client.query("insert; latecommit").talk())
        .containsExactly(
            "C INSERT 0 1", "E SERROR|VERROR|C40001|Mcould not serialize access||", "Z I");
  }

  @Test
  void emptyQueriesAreAnswered() throws IOException {
    assertThat(client.query(" ; ").talk()).containsExactly("I", "Z I");
    client.parse("", "").bind("", "").message('D', 'P', "").execute("", 0).sync();
    assertThat(client.talk()).containsExactly("1", "2", "n", "I", "Z I");
  }

  @Test
  void anErrorCarriesAllItsFieldsAndTheSessionGoesOn() throws IOException {
    assertThat(client.query("insert; fails; insert").talk())
        .containsExactly(
            "C INSERT 0 1",
            "E SERROR|VERROR|C23505|Mduplicate key|DKey (id)=(1) already exists.|HTry another.|P7"
                + "|WCOPY t, line 3|spublic|tt|cid|nt_pkey||",
            "Z I");
    assertThat(client.query("bug").talk())
        .containsExactly(
            "E SERROR|VERROR|CXX000|Minternal error: java.lang.IllegalStateException: a bug||",
            "Z I");
    assertThat(client.query("insert").talk()).containsExactly("C INSERT 0 1", "Z I");
  }

  @Test
  void blocksShowInTheStatus() throws IOException {
    assertThat(client.query("begin").talk()).containsExactly("C BEGIN", "Z T");
    assertThat(client.query("fails").talk()).last().isEqualTo("Z E");
    assertThat(client.query("commit").talk()).containsExactly("C COMMIT", "Z I");
  }

  @Test
  void extendedQueryDescribesAndRuns() throws IOException {
    client.parse("s1", "echo", 23, 25).message('D', 'S', "s1").sync();
    assertThat(client.talk())
        .containsExactly("1", "t 23,25", "T p:0.0:23:4:-1,p:0.0:25:-1:-1", "Z I");
    client.bind("", "s1", "42", "x").message('D', 'P', "").execute("", 0);
    client.bind("", "s1", "43", "y").execute("", 0).sync();
    assertThat(client.talk())
        .containsExactly(
            "2",
            "T p:0.0:23:4:-1,p:0.0:25:-1:-1",
            "D 42|x",
            "C SELECT 1",
            "2",
            "D 43|y",
            "C SELECT 1",
            "Z I");
    client.message('C', 'S', "s1").bind("", "s1", "1", "x").sync();
    assertThat(client.talk())
        .containsExactly(
            "3", "E SERROR|VERROR|C26000|Mprepared statement \"s1\" does not exist||", "Z I");
  }

  @Test
  void binaryGoesInAndOut() throws IOException {
    client.parse("", "echo", 23, 701, 1700, 16);
    ByteBuffer body = ByteBuffer.allocate(100);
    body.put((byte) 0).put((byte) 0);
    body.putShort((short) 1).putShort((short) 1);
    body.putShort((short) 4);
    body.putInt(4).putInt(-7);
    body.putInt(8).putDouble(0.5);
    body.putInt(12).putShort((short) 2).putShort((short) 0).putShort((short) 0x4000);
    body.putShort((short) 2).putShort((short) 12).putShort((short) 3400);
    body.putInt(-1);
    body.putShort((short) 4);
    body.putShort((short) 0).putShort((short) 1).putShort((short) 0).putShort((short) 1);
    byte[] bytes = java.util.Arrays.copyOf(body.array(), body.position());
    client.message('B', bytes).message('D', 'P', "").execute("", 0).sync();
    List<String> answer = client.talk();
    assertThat(answer.get(2))
        .isEqualTo("T p:0.0:23:4:-1,p:0.0:701:8:-1:binary,p:0.0:1700:-1:-1,p:0.0:16:1:-1:binary");
    String half = new String(ByteBuffer.allocate(8).putDouble(0.5).array(), StandardCharsets.UTF_8);
    assertThat(answer.get(3)).isEqualTo("D -7|" + half + "|-12.34|NULL");
  }

  @Test
  void rowLimitsSuspendWithoutLosingOrDoublingRows() throws IOException {
    client.query("begin").talk();
    client.parse("", "rows 8").bind("p", "").execute("p", 2).sync();
    assertThat(client.talk()).containsExactly("1", "2", "D 1|t1", "D 2|NULL", "s", "Z T");
    client.parse("", "rows 2").bind("q", "").execute("q", 2).execute("p", 4).sync();
    assertThat(client.talk())
        .containsExactly(
            "1",
            "2",
            "D 1|t1",
            "D 2|NULL",
            "s",
            "D 3|t3",
            "D 4|NULL",
            "D 5|t5",
            "D 6|NULL",
            "s",
            "Z T");
    client.execute("p", 0).execute("q", 5).execute("p", 1).sync();
    assertThat(client.talk())
        .containsExactly("D 7|t7", "D 8|NULL", "C SELECT 2", "C SELECT 0", "C SELECT 0", "Z T");
    client.query("commit").talk();
    client.execute("p", 0).sync();
    assertThat(client.talk())
        .containsExactly("E SERROR|VERROR|C34000|Mportal \"p\" does not exist||", "Z I");
  }

  @Test
  void afterAnErrorEverythingUpToSyncIsSkipped() throws IOException {
    client.parse("", "fails").bind("", "").execute("", 0).parse("", "rows 1").bind("", "");
    client.execute("", 0).query("insert").sync().query("insert");
    client.send();
    assertThat(client.readUntil('Z')).hasSize(4).element(2).asString().contains("23505");
    assertThat(client.readUntil('Z')).containsExactly("C INSERT 0 1", "Z I");
    assertThat(database.session().log).containsExactly("fails", "fail", "sync", "insert", "sync");
  }

  @Test
  void mistakesInMessagesFailOnlyTheirStatement() throws IOException {
    client.parse("", "echo", 23).bind("", "").sync();
    assertThat(client.talk())
        .contains(
            "E SERROR|VERROR|C08P01|Mbind message supplies 0 parameters, but prepared statement"
                + " \"\" requires 1||");
    client.parse("", "echo", 23).bind("", "", "abc").sync();
    assertThat(client.talk())
        .contains("E SERROR|VERROR|C22P02|Minvalid input syntax for type integer: \"abc\"||");
    client.parse("", "rows 1; rows 2").sync();
    assertThat(client.talk().getFirst()).contains("42601");
    client.parse("", "echo", 999_999).sync();
    assertThat(client.talk().getFirst()).contains("0A000", "OID 999999");
    client.message('B', 'x').sync();
    assertThat(client.talk().getFirst()).contains("08P01", "invalid string in message");
    client.message('F', 0).send();
    assertThat(client.readUntil('Z').getFirst()).contains("0A000", "function call");
    assertThat(client.query("insert").talk()).containsExactly("C INSERT 0 1", "Z I");
  }

  @Test
  void copyInTakesDataInEitherProtocol() throws IOException {
    client.query("copyin").send();
    assertThat(client.readUntil('G')).containsExactly("G");
    client.message('d', "1\ta\n2".getBytes(StandardCharsets.UTF_8));
    client.message('d', "\tb\n".getBytes(StandardCharsets.UTF_8)).message('c');
    assertThat(client.talk()).containsExactly("C COPY 2", "Z I");
    client.parse("", "copyin").bind("", "").execute("", 0).sync();
    client.message('d', "3\tc\n".getBytes(StandardCharsets.UTF_8)).message('c').sync();
    assertThat(client.talk()).containsExactly("1", "2", "G", "C COPY 1", "Z I");
    assertThat(database.session().log).contains("received 1\ta\n2\tb\n", "received 3\tc\n");
  }

  @Test
  void copyInFailsOnBadDataAndOnTheClientsWord() throws IOException {
    client.query("copyin").message('d', "bad\n".getBytes(StandardCharsets.UTF_8));
    client.message('d', "more\n".getBytes(StandardCharsets.UTF_8)).message('c').query("insert");
    client.send();
    assertThat(client.readUntil('Z'))
        .containsExactly("G", "E SERROR|VERROR|C22P04|Mextra data||", "Z I");
    assertThat(client.readUntil('Z')).containsExactly("C INSERT 0 1", "Z I");
    client.query("copyin").message('f', "changed my mind");
    assertThat(client.talk())
        .containsExactly(
            "G", "E SERROR|VERROR|C57014|MCOPY from stdin failed: changed my mind||", "Z I");
  }

  @Test
  void copyOutGivesData() throws IOException {
    assertThat(client.query("copyout").talk())
        .containsExactly("H", "d 1\ta\n", "d 2\tb\n", "c", "C COPY 2", "Z I");
  }

  @Test
  void changedParametersAreReported() throws IOException {
    assertThat(client.query("zone Asia/Tokyo").talk())
        .containsExactly("S TimeZone Asia/Tokyo", "C SET", "Z I");
    client.parse("", "echo", 1184).bind("", "", "2020-01-01 00:00:00Z").execute("", 0).sync();
    assertThat(client.talk()).contains("D 2020-01-01 09:00:00+09");
  }

  @Test
  void cancelRequestStopsTheRunningStatement() throws Exception {
    client.query("waits").send();
    FakeSession session = database.session();
    assertThat(session.waiting.await(10, TimeUnit.SECONDS)).isTrue();
    cancel(client.processId, new byte[] {1, 2, 3, 4});
    assertThat(session.cancelled.getCount()).isEqualTo(1);
    cancel(client.processId, client.secret);
    assertThat(client.readUntil('Z'))
        .containsExactly(
            "E SERROR|VERROR|C57014|Mcanceling statement due to user request||", "Z I");
  }

  private void cancel(int processId, byte[] secret) throws IOException {
    try (RawClient other = new RawClient(server.port())) {
      other.raw(
          ByteBuffer.allocate(12 + secret.length)
              .putInt(12 + secret.length)
              .putInt(CANCEL_REQUEST)
              .putInt(processId)
              .put(secret)
              .array());
      other.send();
      assertThat(other.readByte()).isEqualTo(-1);
    }
  }

  @Test
  void tooLongAMessageEndsItsConnectionOnly() throws IOException {
    limits.messageBytesMax(1 << 20);
    try (RawClient other = RawClient.connected(server.port())) {
      other.message('Q', new byte[2 << 20]).send();
      assertThat(other.readUntil('Z'))
          .containsExactly(
              "E SFATAL|VFATAL|C54000|Mmessage of 2097156 bytes exceeds the limit of 1048576"
                  + " bytes||",
              "end");
    }
    assertThat(client.query("insert").talk()).containsExactly("C INSERT 0 1", "Z I");
  }

  @Test
  void garbageEndsItsConnectionOnly() throws IOException {
    for (String garbage : List.of("GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001", "\0\0\0\0")) {
      try (RawClient other = new RawClient(server.port())) {
        other.raw(garbage.getBytes(StandardCharsets.ISO_8859_1)).send();
        if (garbage.length() >= 4) {
          assertThat(other.readUntil('Z'))
              .containsExactly("E SFATAL|VFATAL|C08P01|Minvalid length of startup packet||", "end");
        }
      }
    }
    try (RawClient other = RawClient.connected(server.port())) {
      other.raw("not a message at all".getBytes(StandardCharsets.US_ASCII)).send();
      assertThat(other.readUntil('Z').getFirst())
          .isEqualTo("E SFATAL|VFATAL|C08P01|Minvalid frontend message type 110||");
    }
    assertThat(client.query("insert").talk()).containsExactly("C INSERT 0 1", "Z I");
  }

  @Test
  void silentClientsAreSentAway() throws IOException {
    limits.startupTimeoutMillis(50);
    try (RawClient other = new RawClient(server.port())) {
      assertThat(other.readUntil('Z').getFirst()).contains("FATAL", "due to timeout");
    }
    limits.idleTimeoutMillis(50);
    try (RawClient other = new RawClient(server.port())) {
      other.startup(196608, "user", "bob").talk();
      assertThat(other.readUntil('Z').getFirst()).contains("FATAL", "57P05");
    }
  }

  @Test
  void aSessionThatIdlesInABlockIsSentAway() throws IOException {
    FakeSession.inBlockMillis = 50;
    try (RawClient other = new RawClient(server.port())) {
      other.startup(196608, "user", "bob").talk();
      other.query("begin").talk();
      assertThat(other.readUntil('Z').getFirst())
          .contains("FATAL", "25P03", "terminating connection due to idle-in-transaction timeout");
    } finally {
      FakeSession.inBlockMillis = 0;
    }
  }

  @Test
  void moreClientsThanTheLimitAreToldSo() throws IOException {
    limits.connectionsMax(1);
    try (RawClient other = new RawClient(server.port())) {
      other.startup(196608, "user", "bob").send();
      assertThat(other.readUntil('Z'))
          .containsExactly("E SFATAL|VFATAL|C53300|Msorry, too many clients already||", "end");
    }
  }

  @Test
  void stoppingEndsIdleClientsWithAWordAndCancelsBusyOnes() throws Exception {
    try (RawClient busy = RawClient.connected(server.port())) {
      busy.query("waits").send();
      FakeSession session = database.sessions.toArray(new FakeSession[0])[1];
      assertThat(session.waiting.await(10, TimeUnit.SECONDS)).isTrue();
      server.close(Duration.ofMillis(50));
      assertThat(client.readUntil('Z'))
          .containsExactly(
              "E SFATAL|VFATAL|C57P01|Mterminating connection due to administrator command||",
              "end");
      assertThat(busy.readUntil('Z').getFirst()).contains("57014");
      assertThat(session.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aClientThatGoesLeavesNoSession() throws Exception {
    client.query("begin").talk();
    client.close();
    assertThat(database.session().closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void longResultsAndValuesPass() throws IOException {
    assertThat(client.query("rows 50000").talk()).hasSize(50_003).contains("D 49999|t49999");
    String value = "x".repeat(3 << 20);
    client.parse("", "echo", 25).bind("", "", value).execute("", 0).sync();
    assertThat(client.talk()).contains("D " + value);
  }
}
