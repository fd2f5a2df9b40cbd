export { foldersUpward } from "./folders-upward.js";
export { inFolder } from "./in-folder.js";
export { findInstalledProgram, type InstalledCommand } from "./installed-program.js";
export { isWithin } from "./is-within.js";
export { packageFolder, packageVersion } from "./own-package.js";
export { absolutePathObjection, isAbsolutePath, pathObjection } from "./path-objection.js";
export {
  isPlaceWithin,
  isRemotePlace,
  placeAbove,
  placeIn,
  readRemotePlace,
  remoteObjection,
  type RemotePlace,
  remoteRoot,
  toRemotePlace,
} from "./remote-place.js";
export { resolveLinks } from "./resolve-links.js";
export { resolvePath, UnusablePathError } from "./resolve-path.js";
export { type Variables, variableOf, windowsTool } from "./windows-tool.js";
