/** A port that calls `before` before, and `after` after, each of its functions. */
export function aroundEach<Port extends object>(port: Port, before: () => void, after: () => void): Port {
  const wrapped = Object.entries(port).map(([name, value]: [string, unknown]) => {
    if (typeof value !== "function") return [name, value];
    const call = (...args: readonly unknown[]): unknown => {
      before();
      try {
        return Reflect.apply(value, port, args);
      } finally {
        after();
      }
    };
    return [name, call];
  });
  return Object.fromEntries(wrapped) as Port;
}
