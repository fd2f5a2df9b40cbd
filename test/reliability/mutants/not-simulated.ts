/** Why no life of the simulated rig can notice a mistake (docs/promises/promises.md, "What it does not show"). */
export const NOT_SIMULATED = {
  names: "names are plain ones in a life",
  small: "a life's files are of a few kilobytes",
  oneDestination:
    "a life has one destination and one service: that others go on, or whose turn it is, shows where there are more",
  guarded: "a guard before it or behind it refuses the same: a life shows it where both are gone",
  links: "nobody leaves links in a life, nor two names of one file",
  oneModality: "a life's sessions have one modality, and name no source that is to stay",
  parts: "a life has one computer that hands off: none waits for another",
  selection: "no manifest and no watch config of a life has patterns",
  runners: "the experiment is all that runs in a life: no steps, checks, results, or runners of other plugins",
  mapper: "no mapper, and nobody who could be asked, in a life",
  locks: "locks are the world's own, not files and sockets",
  damage: "the rig's own disk tears, loses and zeroes what was not flushed, and damages nothing else",
  kindStop: "daemons of a life are killed or stopped at once: none ends by itself, nor when its work is done",
  local: "a life either has a share, or its config allows the rig's own disk",
  told: "only a text, a code or a list is another one by it: no life reads those",
  times: "no promise is about the times of copies",
  nobody: "no channel is configured in a life: its daemons tell nobody",
  oneView: "a rig of a life has no cache of what its share holds: whoever reads a file sees the same bytes",
  oneByOne: "a life's files are flushed one by one, as they are on shares and on Windows",
  unlimited: "no life has hours with a limit of the bandwidth",
  cleaned: "nobody cleans a rig in a life, or has a copy read again when all is over",
  tested: "nobody sends a test session in a life",
  oneVolume: "the flag folder and that of the completed manifests lie on one disk in a life",
} as const;

export type NotSimulated = keyof typeof NOT_SIMULATED;
