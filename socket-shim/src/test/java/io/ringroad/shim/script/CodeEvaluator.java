package io.ringroad.shim.script;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The part of Python that assertions need: integers, names, arithmetic, comparisons (also chained),
 * and, or, not. From loosest to tightest: {@code or}, {@code and}, {@code not}, comparison, {@code
 * |}, {@code &}, shifts, sums, products, signs.
 */
final class CodeEvaluator {
  private static final Pattern TOKEN =
      Pattern.compile(
          "0x[0-9a-fA-F]+|\\d+|[A-Za-z_]\\w*|\"[^\"]*\"|'[^']*'|==|!=|<=|>=|<<|>>|//|\\S");

  private final List<String> tokens;
  private final ToLongFunction<String> names;
  private int next;

  /**
   * @param names gives the values of names; throws {@link IllegalArgumentException} for others
   */
  CodeEvaluator(String expression, ToLongFunction<String> names) {
    this.tokens = TOKEN.matcher(expression).results().map(MatchResult::group).toList();
    this.names = names;
  }

  /** The value of the whole expression; what follows a comma is a message for the reader. */
  long value() {
    long value = or();
    if (next < tokens.size() && !peek().equals(",")) {
      throw new IllegalArgumentException("cannot read '" + peek() + "'");
    }
    return value;
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private boolean skip(String token) {
    if (!peek().equals(token)) {
      return false;
    }
    next++;
    return true;
  }

  private long or() {
    long value = and();
    while (skip("or")) {
      long right = and();
      value = value != 0 ? value : right;
    }
    return value;
  }

  private long and() {
    long value = not();
    while (skip("and")) {
      long right = not();
      value = value != 0 ? right : 0;
    }
    return value;
  }

  private long not() {
    return skip("not") ? not() == 0 ? 1 : 0 : comparison();
  }

  private long comparison() {
    long left = bitOr();
    boolean holds = true;
    boolean compared = false;
    while (List.of("==", "!=", "<", ">", "<=", ">=").contains(peek())) {
      String operator = tokens.get(next++);
      long right = bitOr();
      holds &= compare(operator, left, right);
      compared = true;
      left = right;
    }
    return compared ? holds ? 1 : 0 : left;
  }

  private static boolean compare(String operator, long left, long right) {
    return switch (operator) {
      case "==" -> left == right;
      case "!=" -> left != right;
      case "<" -> left < right;
      case ">" -> left > right;
      case "<=" -> left <= right;
      default -> left >= right;
    };
  }

  private long bitOr() {
    long value = bitAnd();
    while (skip("|")) {
      value |= bitAnd();
    }
    return value;
  }

  private long bitAnd() {
    long value = shift();
    while (skip("&")) {
      value &= shift();
    }
    return value;
  }

  private long shift() {
    long value = sum();
    while (true) {
      if (skip("<<")) {
        value <<= sum();
      } else if (skip(">>")) {
        value >>= sum();
      } else {
        return value;
      }
    }
  }

  private long sum() {
    long value = product();
    while (true) {
      if (skip("+")) {
        value += product();
      } else if (skip("-")) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  private long product() {
    long value = sign();
    while (true) {
      if (skip("*")) {
        value *= sign();
      } else if (skip("/") || skip("//")) {
        value /= sign();
      } else if (skip("%")) {
        value %= sign();
      } else {
        return value;
      }
    }
  }

  private long sign() {
    if (skip("-")) {
      return -sign();
    }
    if (skip("(")) {
      long value = or();
      if (!skip(")")) {
        throw new IllegalArgumentException("a parenthesis is not closed");
      }
      return value;
    }
    String token = peek();
    next++;
    if (token.matches("0x.*|\\d+")) {
      return Long.decode(token);
    }
    return switch (token) {
      case "True" -> 1;
      case "False" -> 0;
      case "" -> throw new IllegalArgumentException("the expression ends too early");
      default -> names.applyAsLong(token);
    };
  }
}
