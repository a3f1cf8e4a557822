package org.ordinaldb.pgwire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Speaks the protocol byte by byte and shows answers as short lines, such as `D 1|x`.
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  int processId;
  byte[] secret = {};

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in = new DataInputStream(socket.getInputStream());
  }

  /// Connects and reads up to ReadyForQuery.
  static RawClient connected(int port) throws IOException {
    RawClient client = new RawClient(port);
    client.startup(196608, "user", "ada", "database", "main").send();
    client.readUntil('Z');
    return client;
  }

  RawClient startup(int version, String... parameters) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.writeInt(version);
    for (String parameter : parameters) {
      string(data, parameter);
    }
    data.writeByte(0);
    return raw(withLength(body.toByteArray()));
  }

  RawClient raw(byte... bytes) {
    pending.writeBytes(bytes);
    return this;
  }

  RawClient message(char type, Object... fields) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    for (Object field : fields) {
      switch (field) {
        case Integer i -> data.writeInt(i);
        case Short s -> data.writeShort(s);
        case Character c -> data.writeByte(c);
        case String s -> string(data, s);
        case byte[] b -> data.write(b);
        default -> throw new IllegalArgumentException(field.toString());
      }
    }
    pending.write(type);
    return raw(withLength(body.toByteArray()));
  }

  RawClient query(String sql) throws IOException {
    return message('Q', sql);
  }

  RawClient parse(String name, String sql, int... oids) throws IOException {
    ByteBuffer types = ByteBuffer.allocate(2 + 4 * oids.length).putShort((short) oids.length);
    for (int oid : oids) {
      types.putInt(oid);
    }
    return message('P', name, sql, types.array());
  }

  /// Binds text parameters and asks for text.
  RawClient bind(String portal, String statement, String... values) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(body);
    data.writeShort(0);
    data.writeShort(values.length);
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      data.writeInt(bytes.length);
      data.write(bytes);
    }
    data.writeShort(0);
    return message('B', portal, statement, body.toByteArray());
  }

  RawClient execute(String portal, int rowsMax) throws IOException {
    return message('E', portal, rowsMax);
  }

  RawClient sync() throws IOException {
    return message('S');
  }

  void send() throws IOException {
    socket.getOutputStream().write(pending.toByteArray());
    pending.reset();
  }

  /// Sends what is pending and reads up to and with ReadyForQuery.
  List<String> talk() throws IOException {
    send();
    return readUntil('Z');
  }

  /// Reads up to and with a message of the type, or to the end of the stream.
  List<String> readUntil(char last) throws IOException {
    List<String> lines = new ArrayList<>();
    while (true) {
      int type;
      try {
        type = in.read();
      } catch (SocketException e) {
        type = -1;
      }
      if (type < 0) {
        lines.add("end");
        return lines;
      }
      lines.add(line((char) type, body()));
      if (type == last) {
        return lines;
      }
    }
  }

  int readByte() throws IOException {
    return in.read();
  }

  private ByteBuffer body() throws IOException {
    byte[] body = new byte[in.readInt() - 4];
    try {
      in.readFully(body);
    } catch (EOFException e) {
      throw new IOException("message cut off", e);
    }
    return ByteBuffer.wrap(body);
  }

  private String line(char type, ByteBuffer body) {
    return switch (type) {
      case 'D' -> "D " + row(body);
      case 'C', 'S', 'I' -> (type + " " + rest(body)).strip();
      case 'Z' -> "Z " + (char) body.get();
      case 'E', 'N' -> type + " " + fields(body);
      case 'T' -> "T " + columns(body);
      case 't' -> "t " + oids(body);
      case 'K' -> {
        processId = body.getInt();
        secret = new byte[body.remaining()];
        body.get(secret);
        yield "K";
      }
      case 'd' -> "d " + StandardCharsets.UTF_8.decode(body);
      case 'v' -> "v " + Integer.toHexString(body.getInt()) + " " + body.getInt() + rest(body);
      default -> String.valueOf(type);
    };
  }

  private static String rest(ByteBuffer body) {
    return StandardCharsets.UTF_8.decode(body).toString().replace('\0', ' ').stripTrailing();
  }

  private static String row(ByteBuffer body) {
    StringBuilder line = new StringBuilder();
    int count = body.getShort();
    for (int i = 0; i < count; i++) {
      int length = body.getInt();
      byte[] value = new byte[Math.max(0, length)];
      body.get(value);
      line.append(i > 0 ? "|" : "")
          .append(length < 0 ? "NULL" : new String(value, StandardCharsets.UTF_8));
    }
    return line.toString();
  }

  private static String columns(ByteBuffer body) {
    StringBuilder line = new StringBuilder();
    int count = body.getShort();
    for (int i = 0; i < count; i++) {
      StringBuilder name = new StringBuilder();
      for (byte b = body.get(); b != 0; b = body.get()) {
        name.append((char) b);
      }
      line.append(i > 0 ? "," : "").append(name);
      line.append(":").append(body.getInt()).append(".").append(body.getShort());
      line.append(":").append(body.getInt()).append(":").append(body.getShort());
      line.append(":").append(body.getInt()).append(body.getShort() == 1 ? ":binary" : "");
    }
    return line.toString();
  }

  private static String oids(ByteBuffer body) {
    StringBuilder line = new StringBuilder();
    int count = body.getShort();
    for (int i = 0; i < count; i++) {
      line.append(i > 0 ? "," : "").append(body.getInt());
    }
    return line.toString();
  }

  private static String fields(ByteBuffer body) {
    return StandardCharsets.UTF_8.decode(body).toString().replace('\0', '|');
  }

  private static void string(DataOutputStream data, String text) throws IOException {
    data.write(text.getBytes(StandardCharsets.UTF_8));
    data.writeByte(0);
  }

  private static byte[] withLength(byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(4 + body.length).put(body).array();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
