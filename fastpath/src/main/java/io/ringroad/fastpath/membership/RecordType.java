package io.ringroad.fastpath.membership;

/** What a group record says (RFC 3376 4.2.12, RFC 3810 5.2.12). */
final class RecordType {
  static final int MODE_IS_INCLUDE = 1;
  static final int MODE_IS_EXCLUDE = 2;
  static final int CHANGE_TO_INCLUDE = 3;
  static final int CHANGE_TO_EXCLUDE = 4;
  static final int ALLOW_NEW_SOURCES = 5;
  static final int BLOCK_OLD_SOURCES = 6;

  private RecordType() {}

  /**
   * Whether a record lists those that are not wanted: to leave some of them out does no harm (RFC
   * 3376 4.2.16).
   */
  static boolean excludes(int type) {
    return type == MODE_IS_EXCLUDE || type == CHANGE_TO_EXCLUDE;
  }
}
