export {
  type CatalogueEntry,
  listCatalogueEntries,
  removeCatalogueEntry,
  writeCatalogueEntry,
} from "./catalogue-entry.js";
export type { CatalogueEntries } from "../watch-config/catalogue-schema.js";
