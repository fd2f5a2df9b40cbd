/** Plain data with another value at a place in it, `a.b.0.c`; what it is put into is a copy. Objects on the way are made. */
export function putAt(value: unknown, path: string, inner: unknown): unknown {
  const [step = "", ...rest] = path.split(".");
  if (Array.isArray(value)) {
    const copy: unknown[] = [...(value as readonly unknown[])];
    copy[Number(step)] = rest.length === 0 ? inner : putAt(copy[Number(step)], rest.join("."), inner);
    return copy;
  }
  const object = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  return { ...object, [step]: rest.length === 0 ? inner : putAt(object[step], rest.join("."), inner) };
}
