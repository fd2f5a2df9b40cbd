/** What is already frozen all the way down; so that one config, given to eight hooks, is walked once. */
const frozenData = new WeakSet<object>();

/**
 * Freezes plain data all the way down, in place: objects and arrays that hold no functions. Whatever has behaviour
 * (class instances, objects with methods, dates, maps, signals) is left as it is.
 */
export function freezePayload<Payload>(payload: Payload): Payload {
  if (typeof payload !== "object" || payload === null || frozenData.has(payload)) return payload;
  if (!isPlainData(payload)) return payload;
  // Before the descent, so that data which refers to itself ends.
  frozenData.add(payload);
  for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(payload)))
    freezePayload(descriptor.value as unknown);
  Object.freeze(payload);
  return payload;
}

function isPlainData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(
    (descriptor) => descriptor.get === undefined && typeof descriptor.value !== "function",
  );
}
