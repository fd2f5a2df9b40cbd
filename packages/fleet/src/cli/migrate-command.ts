import { withStore, type StoreFlags } from "./with-store.js";

/** `rigline-fleet migrate`. */
export function migrateCommand(flags: StoreFlags): Promise<void> {
  return withStore(flags, ({ database, migrated: { applied, version } }) => {
    for (const step of applied) process.stdout.write(`applied ${step}\n`);
    process.stdout.write(`${database.place} is of version ${version}\n`);
  });
}
