package io.ringroad.fastpath.tcp.dormancy;

import io.ringroad.fastpath.tcp.congestion.CongestionWindow;
import io.ringroad.fastpath.tcp.connection.TcpConnection;
import io.ringroad.fastpath.tcp.connection.TcpTimers;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Packs the state of a connection and of its parts into as few bytes as it takes, and back. What is
 * packed is found out from the classes once: every number, flag and enum that can change, so that
 * none which is added later is forgotten. Only what differs from a new connection is written:
 *
 * <pre>
 *   +--------------------------+-----------+-----------+--
 *   | a bit for each value     | varint    | varint    | ...   one for each bit that is set
 *   +--------------------------+-----------+-----------+--
 *                                |  | low two bits: relative to what
 *                                +- zigzag of the difference
 * </pre>
 *
 * <p>Sequence numbers and times are long numbers that lie close to each other: each is written
 * relative to 0, SND.NXT, RCV.NXT or the time of the last segment, whichever is nearest. (Most
 * times are of the connection's last exchange, which may be long ago.) Owned by the lane.
 */
final class ConnectionState {

  private static final int MAX_BYTES_PER_VALUE = 10;
  private static final int ANCHOR_BITS = 2;
  private static final int ANCHORS = 1 << ANCHOR_BITS;

  /** One value of a connection: a field of it, or of one of its parts. */
  private record Value(Field part, Field field) {
    Object holder(TcpConnection c) throws IllegalAccessException {
      return part == null ? c : part.get(c);
    }
  }

  private static final Value[] VALUES;
  private static final Value[] REFERENCES;

  static {
    List<Value> values = new ArrayList<>();
    List<Value> references = new ArrayList<>();
    collect(null, TcpConnection.class, values, references);
    VALUES = values.toArray(Value[]::new);
    REFERENCES = references.toArray(Value[]::new);
  }

  private final byte[] scratch =
      new byte[(VALUES.length + 7) / 8 + VALUES.length * MAX_BYTES_PER_VALUE];
  private final long[] anchors = new long[ANCHORS];
  private int position;

  private static void collect(
      Field part, Class<?> type, List<Value> values, List<Value> references) {
    for (Field field : type.getDeclaredFields()) {
      int modifiers = field.getModifiers();
      if (Modifier.isStatic(modifiers)) {
        continue;
      }
      Class<?> is = field.getType();
      boolean isFinal = Modifier.isFinal(modifiers);
      if (!isFinal && (is.isPrimitive() || is.isEnum())) {
        values.add(accessible(part, field));
      } else if (isFinal && part == null && isPart(is)) {
        collect(accessible(null, field).field(), is, values, references);
      } else if (!isFinal) {
        references.add(accessible(part, field));
      }
    }
  }

  private static Value accessible(Field part, Field field) {
    field.setAccessible(true);
    return new Value(part, field);
  }

  /** What belongs to one connection alone. */
  private static boolean isPart(Class<?> type) {
    return (type.getPackage() == TcpConnection.class.getPackage() || type == CongestionWindow.class)
        && type != TcpTimers.class
        && !type.isEnum()
        && !type.isInterface();
  }

  /** Whether the connection refers to nothing but what {@code kept} allows. */
  static boolean refersOnlyTo(TcpConnection c, Object... kept) {
    try {
      for (Value reference : REFERENCES) {
        Object object = reference.field().get(reference.holder(c));
        if (object != null && Arrays.stream(kept).noneMatch(each -> each == object)) {
          return false;
        }
      }
      return true;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The bytes that make a connection like {@code fresh} what {@code c} is.
   *
   * @param lastSegmentNs when the connection last sent or heard anything
   */
  byte[] pack(TcpConnection c, TcpConnection fresh, long lastSegmentNs) {
    anchors(c.snd.nxt, c.rcv.nxt, lastSegmentNs);
    Arrays.fill(scratch, 0, bitmapBytes(), (byte) 0);
    position = bitmapBytes();
    try {
      for (int i = 0; i < VALUES.length; i++) {
        long value = get(VALUES[i], c);
        if (value != get(VALUES[i], fresh)) {
          scratch[i >> 3] |= (byte) (1 << (i & 7));
          write(value);
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return Arrays.copyOf(scratch, position);
  }

  /**
   * Makes a new connection what another was when it was packed.
   *
   * @param sndNxt SND.NXT at that time, as well as {@code rcvNxt} and {@code lastSegmentNs}
   */
  void unpack(byte[] bytes, TcpConnection into, int sndNxt, int rcvNxt, long lastSegmentNs) {
    anchors(sndNxt, rcvNxt, lastSegmentNs);
    position = bitmapBytes();
    try {
      for (int i = 0; i < VALUES.length; i++) {
        if ((bytes[i >> 3] & 1 << (i & 7)) != 0) {
          set(VALUES[i], into, read(bytes));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private void anchors(int sndNxt, int rcvNxt, long lastSegmentNs) {
    anchors[1] = sndNxt;
    anchors[2] = rcvNxt;
    anchors[3] = lastSegmentNs;
  }

  private static int bitmapBytes() {
    return (VALUES.length + 7) / 8;
  }

  private static long get(Value value, TcpConnection c) throws IllegalAccessException {
    Object holder = value.holder(c);
    Class<?> type = value.field().getType();
    if (type == boolean.class) {
      return value.field().getBoolean(holder) ? 1 : 0;
    }
    if (type.isEnum()) {
      Enum<?> constant = (Enum<?>) value.field().get(holder);
      return constant == null ? -1 : constant.ordinal();
    }
    if (type == double.class || type == float.class) {
      return Double.doubleToRawLongBits(value.field().getDouble(holder));
    }
    return value.field().getLong(holder);
  }

  private static void set(Value value, TcpConnection c, long number) throws IllegalAccessException {
    Object holder = value.holder(c);
    Field field = value.field();
    Class<?> type = field.getType();
    if (type == boolean.class) {
      field.setBoolean(holder, number != 0);
    } else if (type.isEnum()) {
      field.set(holder, number < 0 ? null : type.getEnumConstants()[(int) number]);
    } else if (type == long.class) {
      field.setLong(holder, number);
    } else if (type == int.class) {
      field.setInt(holder, (int) number);
    } else if (type == short.class) {
      field.setShort(holder, (short) number);
    } else if (type == char.class) {
      field.setChar(holder, (char) number);
    } else if (type == byte.class) {
      field.setByte(holder, (byte) number);
    } else if (type == double.class) {
      field.setDouble(holder, Double.longBitsToDouble(number));
    } else {
      field.setFloat(holder, (float) Double.longBitsToDouble(number));
    }
  }

  private void write(long value) {
    int anchor = 0;
    for (int i = 1; i < ANCHORS; i++) {
      if (zigzag(value - anchors[i]) >>> 1 < zigzag(value - anchors[anchor]) >>> 1) {
        anchor = i;
      }
    }
    long rest = zigzag(value - anchors[anchor]);
    // The first byte has room for five bits beside the anchor, each of the others for seven.
    int first = (int) rest & 0x1F;
    rest >>>= 5;
    scratch[position++] = (byte) (first << ANCHOR_BITS | anchor | (rest != 0 ? 0x80 : 0));
    while (rest != 0) {
      int seven = (int) rest & 0x7F;
      rest >>>= 7;
      scratch[position++] = (byte) (seven | (rest != 0 ? 0x80 : 0));
    }
  }

  private long read(byte[] bytes) {
    int next = bytes[position++];
    int anchor = next & ANCHORS - 1;
    long rest = next >> ANCHOR_BITS & 0x1F;
    for (int shift = 5; (next & 0x80) != 0; shift += 7) {
      next = bytes[position++];
      rest |= (long) (next & 0x7F) << shift;
    }
    return (rest >>> 1 ^ -(rest & 1)) + anchors[anchor];
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }
}
