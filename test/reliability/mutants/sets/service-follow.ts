import { mutantsOf } from "../mutant.js";

export const SERVICE_FOLLOW = mutantsOf("watchdog-service", [
  {
    name: "believe a followed copy that somebody touched",
    file: "follow/adopt-copies.ts",
    find: "return found !== undefined && copy === identityOf(found) ? identityOf(found) : 0;",
    replace: "return found !== undefined ? identityOf(found) : 0;",
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
  {
    name: "yield to no session that is not followed",
    file: "follow/known-recordings.ts",
    find: "host === settings.hostname && isProcessThere(launcher)",
    replace: "host !== settings.hostname && isProcessThere(launcher)",
    notSimulated: "pace",
    killer: {
      file: "follow/following.test.ts",
      test: "a daemon that follows none yields to a session that says that it is being recorded, until that is over",
    },
  },
  {
    name: "yield for ever to a session whose launcher is gone",
    file: "follow/known-recordings.ts",
    find: " && isProcessThere(launcher)",
    replace: "",
    notSimulated: "pace",
    killer: {
      file: "follow/following.test.ts",
      test: "another computer's session, one whose launcher is gone, and any where the config says so hold up no copy",
    },
  },
  {
    name: "go on copying a session that runs where the owner of its destination pauses all rigs",
    file: "follow/owner-hold.ts",
    find: 'hold.mode === "throttle" ||',
    replace: 'hold.mode !== "drain" ||',
    notSimulated: "owners",
    killer: {
      file: "board/destination-holds.test.ts",
      test: "a session that is copied while it runs waits for the owner too, what is under way stops, and its progress says why",
    },
  },
]);
