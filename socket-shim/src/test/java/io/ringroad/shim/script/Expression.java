package io.ringroad.shim.script;

import java.util.List;

/** An argument of a system call. */
sealed interface Expression {
  /** {@code ...}: the runner knows what to put there. */
  record Ellipsis() implements Expression {}

  record Number(long value) implements Expression {}

  record Word(String name) implements Expression {}

  record Text(String value) implements Expression {}

  record Or(Expression left, Expression right) implements Expression {}

  /** {@code name(arguments)}, such as {@code htons(80)}. */
  record Apply(String name, List<Expression> arguments) implements Expression {}

  /** {@code [a, b]}. */
  record Array(List<Expression> items) implements Expression {}

  /** {@code {name=value, ...}}; a field without a name has null for it. */
  record Struct(List<Field> fields) implements Expression {
    Expression field(String name) {
      for (Field field : fields) {
        if (name.equals(field.name)) {
          return field.value;
        }
      }
      return null;
    }
  }

  /** A field of a structure. */
  record Field(String name, Expression value) {}
}
