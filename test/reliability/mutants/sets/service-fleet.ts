import { mutantsOf } from "../mutant.js";

/** Mistakes about what a rig tells its fleet, and about flag folders that several machines share. */
export const SERVICE_FLEET = mutantsOf("watchdog-service", [
  {
    name: "let who was paused publish after another has taken over",
    file: "attempt/last-look.ts",
    find: "if (parts.fence !== undefined) {",
    replace: "if (signal.aborted) {",
    notSimulated: "fleets",
    killer: {
      file: "fleet/leases.test.ts",
      test: "an owner that is paused before it publishes, and wakes when another has taken over, publishes and posts nothing",
    },
  },
  {
    name: "leave a paused owner the folder that it could publish",
    file: "fleet/adopt-leased.ts",
    find: "fileSystem.rename(from, to);",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "fleet/leases.test.ts",
      test: "an owner that is paused before it publishes, and wakes when another has taken over, publishes and posts nothing",
    },
  },
  {
    name: "let one record that a fleet does not take keep all others from being told",
    file: "fleet/fleet-pusher.ts",
    find: 'if (!(error instanceof FleetRefusal) || error.of !== "content") throw error;',
    replace: "throw error;",
    notSimulated: "fleets",
    killer: {
      file: "fleet/refusals.test.ts",
      test: "one record that a fleet never takes is set aside by its name, and what is before and behind it is told once",
    },
  },
  {
    name: "ask twice what was heard by a daemon that was killed",
    file: "fleet/fleet-pusher.ts",
    find: "this.#wishes.resume();",
    replace: "",
    notSimulated: "fleets",
    killer: {
      file: "fleet/refusals.test.ts",
      test: "a wish is asked once, wherever the daemon that hears it is killed",
    },
  },
  {
    name: "take what was written while a clock was wrong for told",
    file: "fleet/push-cursor.ts",
    find: "old.length <= unlisted",
    replace: "true",
    notSimulated: "fleets",
    killer: {
      file: "fleet/push-cursor.test.ts",
      test: "what was written while a clock was set back is not taken for what is there already",
    },
  },
  {
    name: "tell a fleet what may still be taken back",
    file: "fleet/read-part.ts",
    find: 'type === "submitting" || type === "verified"',
    replace: 'type === "verified"',
    notSimulated: "fleets",
    killer: {
      file: "fleet/fleet-pusher.test.ts",
      test: "what may still be taken back, or is not on the device, is not told yet",
    },
  },
  {
    name: "go on telling a journal that was set back where it was",
    file: "fleet/read-part.ts",
    find: "if (isSame && tail.before === sent.tail)",
    replace: "if (isSame)",
    notSimulated: "fleets",
    killer: {
      file: "fleet/fleet-pusher.test.ts",
      test: "a journal that was set back, and one of a rig that was set up anew, are told as others",
    },
  },
]);
