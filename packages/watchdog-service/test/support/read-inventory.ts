import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InventorySchema } from "@rigline/manifest";
import type { Rig } from "./rig.js";

export const inventoriesOf = (rig: Pick<Rig, "flag">): string => join(rig.flag, ".rigline", "inventories");

/** The hashes by path of the one inventory that there is. */
export function readInventory(rig: Pick<Rig, "flag">): Readonly<Record<string, string | undefined>> {
  const names = readdirSync(inventoriesOf(rig)).filter((name) => name.endsWith(".json"));
  if (names.length !== 1) throw new RangeError(`there are ${names.length} inventories: ${names.join(", ")}`);
  const text = readFileSync(join(inventoriesOf(rig), names[0] as string), "utf8");
  return Object.fromEntries(InventorySchema.parse(JSON.parse(text)).files.map(({ path, hash }) => [path, hash]));
}
