import { userName } from "@rigline/foundation/platform";
import type { FleetDeed } from "@rigline/manifest/fleet";
import { askOfRig } from "../store/wishes.js";
import { withStore, type StoreFlags } from "./with-store.js";

/** `rigline-fleet ask`. */
export function askRigCommand(
  { by, ...flags }: StoreFlags & { readonly by?: string },
  asked: { readonly rig: string; readonly job: string; readonly deed: FleetDeed },
): Promise<void> {
  return withStore(flags, async ({ database }) => {
    const wish = await askOfRig(database, { ...asked, by: `${by ?? userName()}@fleet` });
    process.stdout.write(`asked, as wish ${wish}: ${asked.rig} hears it when it speaks to the fleet next\n`);
  });
}
