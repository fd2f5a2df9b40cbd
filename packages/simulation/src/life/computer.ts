import { watchdogLockName } from "@rigline/manifest";

/** A computer of the rig, by where its programs find what is theirs. */
export interface Computer {
  readonly hostname: string;
  readonly flagFolder: string;
  readonly completeFolder: string;
  readonly dataFolder: string;
  readonly configFile: string;
  /** Of the lock by which one daemon at a time has the flag folder. */
  readonly lockName: string;
}

/** The first one has the launcher; the second records another part of the same sessions, where there is one. They have one disk, and one fuse. */
export const FIRST = computerAt("rig-1", "/rig");
export const SECOND = computerAt("rig-2", "/rig-2");
export const COMPUTERS: readonly Computer[] = [FIRST, SECOND];

function computerAt(hostname: string, root: string): Computer {
  const flagFolder = `${root}/flag`;
  return {
    hostname,
    flagFolder,
    completeFolder: `${root}/manifest_complete`,
    dataFolder: `${root}/data`,
    configFile: `${root}/watch.yml`,
    lockName: watchdogLockName(flagFolder),
  };
}
