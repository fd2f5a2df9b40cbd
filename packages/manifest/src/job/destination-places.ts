import { foldPlaces, type DestinationPlace } from "@rigline/foundation/places";
import { DestinationPlaceSchema } from "./destination-place-schema.js";

/** What the records of a flag folder's destinations say, of each root the last word; records of another kind are passed over. */
export function readDestinationPlaces(records: readonly unknown[]): readonly DestinationPlace[] {
  return foldPlaces(
    records.flatMap((record) => {
      const parsed = DestinationPlaceSchema.safeParse(record);
      return parsed.success ? [parsed.data] : [];
    }),
  );
}
