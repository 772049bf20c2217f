package io.ringroad.fastpath.dhcp;

/** The options of a message that a client needs (RFC 2132, 3442, 4361). */
final class DhcpOption {
  static final int PAD = 0;
  static final int SUBNET_MASK = 1;
  static final int ROUTER = 3;
  static final int INTERFACE_MTU = 26;
  static final int REQUESTED_ADDRESS = 50;
  static final int LEASE_TIME = 51;
  static final int OVERLOAD = 52;
  static final int MESSAGE_TYPE = 53;
  static final int SERVER_IDENTIFIER = 54;
  static final int PARAMETER_LIST = 55;
  static final int MAX_MESSAGE_SIZE = 57;
  static final int RENEWAL_TIME = 58;
  static final int REBINDING_TIME = 59;
  static final int CLIENT_IDENTIFIER = 61;
  static final int CLASSLESS_ROUTES = 121;
  static final int END = 255;

  private DhcpOption() {}
}
