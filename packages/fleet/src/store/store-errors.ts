import { defineErrors } from "@rigline/foundation/errors";

export const fleetStoreError = defineErrors({
  FLEET_DATABASE_ADDRESS: {
    exit: "config",
    meaning: "The address of the fleet's database is none of a PostgreSQL server.",
    todo: "Write DATABASE_URL as postgresql://USER:PASSWORD@HOST:5432/DATABASE.",
  },
  FLEET_DATABASE_AWAY: {
    exit: "storage",
    meaning: "The fleet's database can't be asked.",
    todo: "Check that the PostgreSQL server runs and that DATABASE_URL names it, its user and its database.",
  },
  FLEET_DATABASE_OLD: {
    exit: "config",
    meaning: "The PostgreSQL server is of a version before 15.",
    todo: "Use a server of PostgreSQL 15 or newer.",
  },
  FLEET_DATABASE_NEWER: {
    exit: "config",
    meaning: "The database was brought up to date by a newer version of rigline-fleet than this one.",
    todo: "Install the newer version again: it alone knows what stands there.",
  },
  FLEET_DATA_IN_USE: {
    exit: "refused",
    meaning: "Another process has the database of this folder, which one at a time can have.",
    todo: "End rigline-fleet serve first; with a PostgreSQL server (DATABASE_URL) commands work beside it.",
  },
  FLEET_RIG_KNOWN: {
    exit: "refused",
    meaning: "A rig of that name is in the fleet already.",
    todo: "Give it another name, or make another token for it: `rigline-fleet rigs token NAME`.",
  },
  FLEET_RIG_UNKNOWN: {
    exit: "refused",
    meaning: "No rig of that name is in the fleet.",
    todo: "See their names with `rigline-fleet rigs list`.",
  },
  FLEET_JOB_UNKNOWN: {
    exit: "refused",
    meaning: "A rig has told of no job of that name.",
    todo: "Give the session's name, or the file name of its manifest.",
  },
  FLEET_RIG_NAME: {
    exit: "usage",
    meaning: "A rig can't be called so.",
    todo: "Use letters, digits, `.`, `-` and `_`, 100 at most.",
  },
});
