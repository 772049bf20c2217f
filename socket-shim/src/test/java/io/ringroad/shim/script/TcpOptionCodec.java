package io.ringroad.shim.script;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Options of TCP to bytes and back. SACK blocks are of the receiver's own numbers. */
final class TcpOptionCodec {
  private static final int MAX_BYTES = 40;
  private static final int FAST_OPEN_MAGIC = 0xf989;

  private TcpOptionCodec() {}

  /** The options of a packet of the remote, filled up to a multiple of four. */
  static byte[] encode(List<TcpOption> options, Flow flow, int line) {
    ByteBuffer out = ByteBuffer.allocate(4 * MAX_BYTES);
    for (TcpOption option : options) {
      encode(option, flow, out);
    }
    while (out.position() % 4 != 0) {
      out.put((byte) 0);
    }
    if (out.position() > MAX_BYTES) {
      throw new ScriptException(line, "the options take more than 40 bytes");
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void encode(TcpOption option, Flow flow, ByteBuffer out) {
    switch (option) {
      case TcpOption.Eol() -> out.put((byte) 0);
      case TcpOption.Nop() -> out.put((byte) 1);
      case TcpOption.Mss(int bytes) -> head(out, 2, 4).putShort((short) bytes);
      case TcpOption.WindowScale(int shift) -> head(out, 3, 3).put((byte) shift);
      case TcpOption.SackPermitted() -> head(out, 4, 2);
      case TcpOption.Sack(List<TcpOption.Block> blocks) -> {
        head(out, 5, 2 + 8 * blocks.size());
        for (TcpOption.Block block : blocks) {
          out.putInt((int) flow.liveLocal(block.left()));
          out.putInt((int) flow.liveLocal(block.right()));
        }
      }
      case TcpOption.Timestamps(long value, long echo) ->
          head(out, 8, 10).putInt((int) value).putInt((int) flow.liveTimestamp(echo));
      case TcpOption.FastOpen(boolean experimental, String cookie) -> {
        byte[] bytes = HexFormat.of().parseHex(cookie);
        if (experimental) {
          head(out, 254, 4 + bytes.length).putShort((short) FAST_OPEN_MAGIC).put(bytes);
        } else {
          head(out, 34, 2 + bytes.length).put(bytes);
        }
      }
      case TcpOption.Other other -> {
        byte[] content = other.content();
        int length = other.length() < 0 ? 2 + content.length : other.length();
        head(out, other.kind(), length).put(content);
      }
    }
  }

  private static ByteBuffer head(ByteBuffer out, int kind, int length) {
    return out.put((byte) kind).put((byte) length);
  }

  /** The options of a packet of the engine, without what fills them up. */
  static List<TcpOption> decode(byte[] bytes, Flow flow) {
    List<TcpOption> options = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      int kind = in.get();
      if (kind == 0) {
        break;
      }
      if (kind == 1) {
        options.add(new TcpOption.Nop());
        continue;
      }
      int length = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
      if (length < 2 || length - 2 > in.remaining()) {
        options.add(new TcpOption.Other(Byte.toUnsignedInt((byte) kind), length, ""));
        break;
      }
      byte[] content = new byte[length - 2];
      in.get(content);
      options.add(decode(Byte.toUnsignedInt((byte) kind), ByteBuffer.wrap(content), flow));
    }
    return options;
  }

  private static TcpOption decode(int kind, ByteBuffer content, Flow flow) {
    int size = content.remaining();
    if (kind == 2 && size == 2) {
      return new TcpOption.Mss(Short.toUnsignedInt(content.getShort()));
    }
    if (kind == 3 && size == 1) {
      return new TcpOption.WindowScale(content.get());
    }
    if (kind == 4 && size == 0) {
      return new TcpOption.SackPermitted();
    }
    if (kind == 5 && size > 0 && size % 8 == 0) {
      List<TcpOption.Block> blocks = new ArrayList<>();
      while (content.hasRemaining()) {
        long left = flow.scriptRemote(content.getInt());
        blocks.add(new TcpOption.Block(left, flow.scriptRemote(content.getInt())));
      }
      return new TcpOption.Sack(blocks);
    }
    if (kind == 8 && size == 8) {
      long value = flow.scriptTimestamp(content.getInt());
      return new TcpOption.Timestamps(value, Integer.toUnsignedLong(content.getInt()));
    }
    if (kind == 34) {
      return new TcpOption.FastOpen(false, hex(content));
    }
    if (kind == 254 && size >= 2 && content.getShort(0) == (short) FAST_OPEN_MAGIC) {
      return new TcpOption.FastOpen(true, hex(content.slice(2, size - 2)));
    }
    return new TcpOption.Other(kind, PacketSpec.OPEN, hex(content));
  }

  private static String hex(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
