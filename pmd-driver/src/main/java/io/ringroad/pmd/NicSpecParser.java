package io.ringroad.pmd;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads one {@link NicSpec}; each mistake is one sentence. */
final class NicSpecParser {
  private static final Pattern PCI =
      Pattern.compile("(\\p{XDigit}{4,8}:)?\\p{XDigit}{2}:\\p{XDigit}{2}\\.[0-7]");
  private static final Pattern DPDK_NAME = Pattern.compile("net_[a-z0-9_]+");
  private static final Pattern RING_NAME = Pattern.compile("[A-Za-z0-9_]{1,20}");
  private static final String PCI_FORM = "pci";
  private static final int MAX_INTERFACE_NAME = 15; // IFNAMSIZ less its end
  private static final int MAX_SOCKET_PATH = 107; // sun_path less its end
  private static final int MAX_QUEUES = 1024;
  private static final int MAX_DESCRIPTORS = 32768;
  private static final int MIN_MTU = 68; // RFC 791 3.2
  private static final int MAX_MTU = 65535;
  private static final int AF_PACKET_SLOT_OVERHEAD = 128;
  private static final int AF_PACKET_MTU = 2048 - AF_PACKET_SLOT_OVERHEAD; // framesz by default
  private static final int PAGE_BYTES = 4096;

  private final String text;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Map<String, String> arguments = new LinkedHashMap<>();
  private String interfaceName = "";

  NicSpecParser(String text) {
    this.text = text == null ? "" : text.strip();
  }

  NicSpec parse() {
    String[] parts = text.split(",", -1);
    String head = parts[0].strip();
    for (int i = 1; i < parts.length; i++) {
      addParameter(parts[i].strip());
    }
    int colon = head.indexOf(':');
    if (PCI.matcher(head).matches()) {
      return named(head, null);
    }
    if (DPDK_NAME.matcher(head).matches()) {
      return named(head, NicDriver.ofDeviceName(head));
    }
    String form = colon < 0 ? head : head.substring(0, colon);
    String argument = colon < 0 ? "" : head.substring(colon + 1);
    if (form.equals(PCI_FORM)) {
      if (!PCI.matcher(argument).matches()) {
        throw wrong("'" + argument + "' is no PCI address such as 0000:01:00.0");
      }
      return named(argument, null);
    }
    NicDriver driver = NicDriver.ofShortForm(form);
    if (driver == null) {
      throw wrong(
          "a device is named by DPDK's own name (net_af_packet0,iface=veth0), a PCI address, or one of "
              + NicDriver.shortForms()
              + " and pci, with what belongs to it behind a colon");
    }
    return shortForm(driver, argument);
  }

  private void addParameter(String parameter) {
    int equals = parameter.indexOf('=');
    String key = equals < 0 ? parameter : parameter.substring(0, equals).strip();
    String value = equals < 0 ? "" : parameter.substring(equals + 1).strip();
    if (key.isEmpty() || equals >= 0 && value.isEmpty()) {
      throw wrong("'" + parameter + "' is no parameter, which is written key=value");
    }
    if (parameters.put(key, value) != null) {
      throw wrong("the parameter '" + key + "' stands there twice");
    }
  }

  private NicSpec named(String device, NicDriver driver) {
    if (driver != null
        && driver.argument == NicDriver.Argument.INTERFACE
        && driver != NicDriver.TAP) {
      interfaceName = parameters.getOrDefault("iface", "");
    }
    return spec(device, false, driver);
  }

  private NicSpec shortForm(NicDriver driver, String argument) {
    takeFlags(driver);
    switch (driver.argument) {
      case INTERFACE -> arguments.put("iface", requireInterface(driver, argument));
      case SOCKET -> requireSocket(driver, argument);
      case FILE_OR_INTERFACE -> requireFileOrInterface(driver, argument);
      case OPTIONAL_NAME -> takeRingName(argument);
      case NONE -> {
        if (!argument.isEmpty()) {
          throw wrong("'" + driver.shortForm + "' has nothing behind a colon");
        }
      }
    }
    switch (driver) {
      case AF_PACKET -> putDefaultsOfAfPacket();
      case AF_XDP -> interfaceName = argument;
      case MEMIF -> {
        arguments.put("socket", argument);
        arguments.put("role", flag("server") ? "server" : "client");
        // Abstract sockets need no file, but anybody of the network namespace may connect.
        arguments.put("socket-abstract", "no");
      }
      case VIRTIO_USER -> {
        arguments.put("path", argument);
        if (flag("server")) {
          arguments.put("server", "1");
        }
      }
      case VHOST -> {
        arguments.put("iface", argument);
        if (flag("client")) {
          arguments.put("client", "1");
        }
      }
      default -> {}
    }
    driver.flags.forEach(parameters::remove);
    return spec(driver.dpdkName, true, driver);
  }

  private void putDefaultsOfAfPacket() {
    interfaceName = arguments.get("iface");
    // The queueing discipline costs a lock and a requeue for each frame, and shapes nothing here.
    arguments.put("qdisc_bypass", "1");
    int mtu = peek("mtu");
    if (mtu > AF_PACKET_MTU) {
      // A slot holds one frame and its header (struct tpacket2_hdr); a block holds whole slots.
      int slot = Integer.highestOneBit(2 * (mtu + AF_PACKET_SLOT_OVERHEAD) - 1);
      arguments.put("blocksz", Integer.toString(Math.max(PAGE_BYTES, slot)));
      arguments.put("framesz", Integer.toString(slot));
    }
  }

  /** A common parameter that is taken out later; 0 if it is absent or none. */
  private int peek(String key) {
    String value = parameters.getOrDefault(key, "");
    return value.matches("\\d{1,6}") ? Integer.parseInt(value) : 0;
  }

  private void takeFlags(NicDriver driver) {
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (parameter.getValue().isEmpty() && !driver.flags.contains(parameter.getKey())) {
        throw wrong(
            "'%s' has no value, and of such words '%s' knows %s"
                .formatted(
                    parameter.getKey(),
                    driver.shortForm,
                    driver.flags.isEmpty() ? "none" : String.join(" and ", driver.flags)));
      }
    }
  }

  private boolean flag(String name) {
    return parameters.containsKey(name) && parameters.get(name).isEmpty();
  }

  private String requireInterface(NicDriver driver, String name) {
    if (name.isEmpty()
        || name.length() > MAX_INTERFACE_NAME
        || name.chars().anyMatch(c -> c == '/' || c == ':' || Character.isWhitespace(c))) {
      throw wrong(
          "'%s:' is followed by the name of an interface of 1 to %d characters, as %s:veth0"
              .formatted(driver.shortForm, MAX_INTERFACE_NAME, driver.shortForm));
    }
    return name;
  }

  private void requireSocket(NicDriver driver, String path) {
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (!path.startsWith("/") || bytes > MAX_SOCKET_PATH) {
      throw wrong(
          "'%s:' is followed by the path of a socket from / on, of at most %d bytes, as %s:/run/rr.sock"
              .formatted(driver.shortForm, MAX_SOCKET_PATH, driver.shortForm));
    }
  }

  private void requireFileOrInterface(NicDriver driver, String argument) {
    if (argument.startsWith("/")) {
      arguments.put("rx_pcap", argument);
    } else {
      arguments.put("iface", requireInterface(driver, argument));
    }
    String sent = parameters.remove("tx");
    if (sent != null) {
      arguments.put("tx_pcap", sent);
    }
  }

  private void takeRingName(String name) {
    if (name.isEmpty()) {
      return;
    }
    if (!RING_NAME.matcher(name).matches()) {
      throw wrong("'ring:' is followed by a name of 1 to 20 letters, digits and underscores");
    }
    arguments.put("nodeaction", name + ":0:" + (flag("attach") ? "ATTACH" : "CREATE"));
  }

  private NicSpec spec(String device, boolean shortForm, NicDriver driver) {
    String queuesKey = driver == null ? "" : driver.queuesKey;
    int own = queuesKey.isEmpty() ? 0 : number(queuesKey, 0, 1, MAX_QUEUES);
    int queues = number("queues", own == 0 ? 1 : own, 1, MAX_QUEUES);
    int mtu = number("mtu", 0, MIN_MTU, MAX_MTU);
    int rxDescriptors = number("rxd", 0, 1, MAX_DESCRIPTORS);
    int txDescriptors = number("txd", 0, 1, MAX_DESCRIPTORS);
    if (!queuesKey.isEmpty() && (shortForm || own != 0 || queues > 1)) {
      arguments.put(queuesKey, Integer.toString(queues));
    }
    arguments.putAll(parameters);
    return new NicSpec(
        text,
        device,
        shortForm,
        interfaceName,
        queues,
        mtu,
        rxDescriptors,
        txDescriptors,
        Collections.unmodifiableMap(arguments));
  }

  /** Takes a common parameter out. */
  private int number(String key, int absent, int min, int max) {
    String value = parameters.remove(key);
    if (value == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same sentence says it.
    }
    throw wrong("'%s' must be a number from %d to %d, not '%s'".formatted(key, min, max, value));
  }

  private IllegalArgumentException wrong(String sentence) {
    return new IllegalArgumentException("device '" + text + "': " + sentence + ".");
  }
}
