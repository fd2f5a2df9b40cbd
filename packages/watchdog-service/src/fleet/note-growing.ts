import type { WorkPool } from "../work/work-pool.js";

/** The same pool, which notes the folders that it makes for copies to grow in, until they are published. */
export function noteGrowing(pool: WorkPool): { readonly pool: WorkPool; readonly growing: ReadonlySet<string> } {
  const growing = new Set<string>();
  const noting: WorkPool = {
    size: pool.size,
    hanging: pool.hanging,
    prepare: (wanted) => pool.prepare(wanted),
    close: () => pool.close(),
    run: async (order, options) => {
      if (order.kind === "prepareStaging") growing.add(order.staging);
      const result = await pool.run(order, options);
      if (order.kind === "publish") growing.delete(order.staging);
      return result;
    },
  };
  return { pool: noting, growing };
}
