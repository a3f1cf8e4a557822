package org.ordinaldb.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ordinaldb.Seeds;
import org.ordinaldb.type.ByteSink;

class KeyProjectionTest {
  @Test
  void ascendingKeysHaveAscendingModelKeys() {
    SplittableRandom random = new SplittableRandom(Seeds.next("KeyProjectionTest"));
    for (int round = 0; round < 300; round++) {
      List<byte[]> keys = randomKeys(random);
      KeyProjection.Builder builder = new KeyProjection.Builder();
      keys.forEach(key -> builder.add(key, 0, key.length));
      KeyProjection projection = builder.build();
      long[] modelKeys = builder.modelKeys();
      for (int i = 0; i < keys.size(); i++) {
        byte[] key = keys.get(i);
        assertThat(projection.project(key, 0, key.length)).isEqualTo(modelKeys[i]);
        assertThat(i == 0 || modelKeys[i - 1] <= modelKeys[i]).isTrue();
      }
    }
  }

  @Test
  void positionsThatAllKeysShareLeaveRoomForThoseThatDiffer() {
    KeyProjection.Builder builder = new KeyProjection.Builder();
    for (int high = 0; high < 10; high++) {
      for (int low = 0; low < 10; low++) {
        byte[] key = new byte[30];
        key[3] = (byte) high;
        key[29] = (byte) low;
        builder.add(key, 0, key.length);
      }
    }
    assertThat(Arrays.stream(builder.modelKeys()).limit(100).distinct().count()).isEqualTo(100);
  }

  @Test
  void keysOutsideASharedPrefixGoToTheEnds() {
    KeyProjection.Builder builder = new KeyProjection.Builder();
    Stream.of("prefix/a", "prefix/b")
        .map(key -> key.getBytes(StandardCharsets.UTF_8))
        .forEach(key -> builder.add(key, 0, key.length));
    KeyProjection projection = builder.build();
    assertThat(project(projection, "prefiw/z")).isEqualTo(Long.MIN_VALUE);
    assertThat(project(projection, "prefiy")).isEqualTo(Long.MAX_VALUE);
    assertThat(project(projection, "")).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void storedProjectionIsTheSame() {
    KeyProjection.Builder builder = new KeyProjection.Builder();
    for (String key : new String[] {"aa1x", "aa2xyzzzzzzzzzzz", "ab1"}) {
      builder.add(key.getBytes(StandardCharsets.UTF_8), 0, key.length());
    }
    KeyProjection projection = builder.build();
    ByteSink sink = new ByteSink(16);
    sink.putByte((byte) 9);
    projection.put(sink);
    assertThat(sink.size()).isEqualTo(1 + projection.byteCount());
    KeyProjection reread = KeyProjection.read(sink.toByteArray(), 1);
    for (String key : new String[] {"aa1x", "ab", "a", "zz", "aa2xyzzzzzzzzzzzzzz"}) {
      assertThat(project(reread, key)).isEqualTo(project(projection, key));
    }
  }

  private static long project(KeyProjection projection, String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return projection.project(bytes, 0, bytes.length);
  }

  private static List<byte[]> randomKeys(SplittableRandom random) {
    int prefix = random.nextInt(12);
    int alphabet = 1 + random.nextInt(4);
    int length = 1 + random.nextInt(20);
    boolean fixed = random.nextBoolean();
    return Stream.generate(
            () -> {
              byte[] key = new byte[prefix + (fixed ? length : random.nextInt(length))];
              for (int i = prefix; i < key.length; i++) {
                key[i] = (byte) (random.nextInt(alphabet) * 85);
              }
              return key;
            })
        .limit(200)
        .sorted(Arrays::compareUnsigned)
        .toList();
  }
}
