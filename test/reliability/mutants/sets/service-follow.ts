import { mutantsOf } from "../mutant.js";

export const SERVICE_FOLLOW = mutantsOf("watchdog-service", [
  {
    name: "believe a followed copy that somebody touched",
    file: "follow/adopt-copies.ts",
    find: "return found !== undefined && copy === identityOf(found) ? identityOf(found) : 0;",
    replace: "return found !== undefined ? identityOf(found) : 0;",
    notSimulated: "followed",
    killer: {
      file: "follow/adopt-copies.test.ts",
      test: "a copy that somebody touched, one of an earlier daemon, and one that is gone have to be read or copied again",
    },
  },
  {
    name: "copy a followed session where its share no longer is",
    file: "follow/adopt-copies.ts",
    find: "{ root, folders, at }: FolderAsks): void {\n  requireSamePlace(disk, at);",
    replace: "{ root, folders, at }: FolderAsks): void {",
    notSimulated: "followed",
    killer: { file: "follow/adopt-copies.test.ts", test: "nothing is made where the destination is not what it was" },
  },
  {
    name: "take what is still written of a followed session",
    file: "follow/whole-files.ts",
    find: "file.path.endsWith(suffix)",
    replace: "false",
    notSimulated: "followed",
    killer: {
      file: "follow/session-follower.test.ts",
      test: "files left for the writer, hidden folders and links are not copied",
    },
  },
  {
    name: "leave what was copied of a followed session that is dropped",
    file: "follow/session-follower.ts",
    find: "if (dropped !== undefined) return this.#remove(request, dropped);",
    replace: "if (dropped !== undefined) return;",
    notSimulated: "followed",
    killer: {
      file: "follow/session-follower.test.ts",
      test: "what was copied of a session that is dropped goes, with all that is known of it",
    },
  },
  {
    name: "count what the experiment of a followed session wrote otherwise",
    file: "follow/followed-session.ts",
    find: "said === undefined || said === hash",
    replace: "true",
    notSimulated: "followed",
    killer: {
      file: "follow/session-follower.test.ts",
      test: "a file that is not what its experiment says that it wrote is told, and copied by the hand-off",
    },
  },
  {
    name: "never rest beside a followed session",
    file: "follow/recording-pressure.ts",
    find: "if (recent < usual * TIMES || recent < usual + MORE_MS) return;",
    replace: "return;",
    notSimulated: "followed",
    killer: {
      file: "follow/recording-pressure.test.ts",
      test: "a copy that slows the recording's disk down rests, for longer each time, and goes on",
    },
  },
  {
    name: "hand off what came after the end of a followed session",
    file: "plan/plan-copy.ts",
    find: "bornNs > request.until",
    replace: "false",
    notSimulated: "followed",
    killer: {
      file: "follow/after-the-end.test.ts",
      test: "what was made after a session's end is named, stays at the rig, and holds nothing up",
    },
  },
]);
