import { mutantsOf } from "../mutant.js";

/** Behind this seed rigs have their data in stores. */
const IN_STORES = 2_000_000_000;

/** What keeps data in stores that are no file systems whole. */
export const SERVICE_STORES = mutantsOf("watchdog-service", [
  {
    name: "believe a store that tells another checksum than that of what was sent",
    file: "store/bring-files.ts",
    find: 'else if (one.is === "same") found.set',
    replace: "else if (one !== undefined) found.set",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/s3.test.ts",
      test: "and tells another checksum than that of what was sent is not believed",
    },
  },
  {
    name: "do not look what comes back from a store that keeps no checksum",
    file: "store/bring-files.ts",
    find: "const isRight = one.bytes === bytes && one.sha256 === digest.sha256;",
    replace: "const isRight = one.bytes === bytes;",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/s3.test.ts",
      test: "and keeps other bytes than it was sent is noticed by fetching them back",
    },
  },
  {
    name: "publish in a store what somebody has changed since it was proven",
    file: "store/publish-store.ts",
    find: "if (stands.bytes !== bytes || (version !== undefined",
    replace: "if (stands.bytes !== bytes || (false",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/s3.test.ts",
      test: "and lets somebody change a file between its proof and its publication is not published",
    },
  },
  {
    name: "write in a store where somebody else has files",
    file: "store/claim-store.ts",
    find: "if (standing.size > 0)",
    replace: "if (false)",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/conformance.test.ts",
      test: "what somebody else has there is left as it is, and nothing is merged with it",
    },
  },
  {
    name: "take the claim of another for one's own",
    file: "store/claim-store.ts",
    find: "if (claim.owner !== owner || isBehind(token, claim.token))",
    replace: "if (isBehind(token, claim.token))",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/s3.test.ts",
      test: "of two rigs that begin at once one is refused, and what the other publishes is its own",
    },
  },
  {
    name: "leave in a store what is no part of its session any more",
    file: "store/publish-store.ts",
    find: "await store.remove(strange);",
    replace: "",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/conformance.test.ts",
      test: "a source that changes while it is sent is not published as it was, nor in two halves",
    },
  },
  {
    name: "publish in a store before its files are looked at once more",
    file: "destinations/store-destination.ts",
    find: "await requireUnchanged(attempt, whole, journal.history().ledger);",
    replace: "",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/conformance.test.ts",
      test: "a source that changes while it is sent is not published as it was, nor in two halves",
    },
  },
  {
    name: "remove from a store what is published",
    file: "store/clear-store.ts",
    find: 'if (standing.is !== "ours") return;',
    replace:
      'if (standing.is === "another\'s") return; Object.assign(standing, { files: [...(await store.list()).keys()] });',
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/s3.test.ts",
      test: "a job that is cancelled takes along what it has begun, and nothing that is published or another's",
    },
  },
  {
    name: "publish in a store though another holds the lease by now",
    file: "store/claim-store.ts",
    find: "return claim.owner === owner && claim.token === token;",
    replace: "return claim.owner === owner;",
    notSimulated: "fleets",
    killer: {
      file: "destinations/s3-shared.test.ts",
      test: "whoever holds a lease takes the place of who held it before, who is paused and publishes nothing, and removes nothing",
    },
  },
  {
    name: "delete a source whatever comes back of its copy from a store",
    file: "archive/delete-stored.ts",
    find: "copies.some((copy) => copy?.sha256 !== hash || copy.bytes !== bytes)",
    replace: "copies.some((copy) => copy?.bytes !== bytes)",
    livesFrom: IN_STORES,
    killer: {
      file: "destinations/s3-shared.test.ts",
      test: "the source of a session whose only copy is in a store goes when each file came back from there, and stays where one is another",
    },
  },
  {
    name: "let who had a place in a store before publish there however late",
    file: "store/claim-store.ts",
    find: "await store.disown(WHOLE_FILE);",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "destinations/readied.test.ts",
      test: "an inventory that was readied before another took the place never gets its name, however late it comes",
    },
  },
  {
    name: "take what came back of a file in a store for what was handed off when it was brought back",
    file: "audit/repair-store.ts",
    find: "if (found.digest.sha256 === hash) return found;",
    replace: "return found;",
    notSimulated: "storesKept",
    killer: {
      file: "audit/repair-store.test.ts",
      test: "nothing is brought back where it can't be kept aside, is not what was published, or is whole nowhere",
    },
  },
  {
    name: "bring files back into a store where another session is published by now",
    file: "audit/repair-store.ts",
    find: "const isPublished = published.get(path) === hash;",
    replace: "const isPublished = true;",
    notSimulated: "storesKept",
    killer: {
      file: "audit/repair-store.test.ts",
      test: "nothing is brought back where it can't be kept aside, is not what was published, or is whole nowhere",
    },
  },
  {
    name: "put a file in a store in the place of a spoilt one that is not kept",
    file: "audit/repair-store.ts",
    find: "if (standing.has(path)) await store.setAside([path], aside);",
    replace: "",
    notSimulated: "storesKept",
    killer: {
      file: "audit/repair-store.test.ts",
      test: "what rots in a store is brought back from the copy in a folder, and what was wrong is kept in the store",
    },
  },
]);
