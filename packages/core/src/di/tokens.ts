/** A key for a value in the container that carries the value's type. */
export type Token<T> = symbol & { readonly [valueType]: T };

declare const valueType: unique symbol;

/**
 * A token that is the same symbol wherever it is made from the same name, so that two copies of a package loaded side by
 * side still meet. Names are `<package or plugin>/<thing>`.
 */
export function createToken<T>(name: string): Token<T> {
  return Symbol.for(`rigline:${name}`) as Token<T>;
}
