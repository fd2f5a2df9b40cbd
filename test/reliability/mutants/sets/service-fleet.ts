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
