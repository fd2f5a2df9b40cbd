export { type Disk, type DiskEntry, identityOf, inspectIfThere } from "./disk.js";
export { type Identified, inspectReal, isSame, isSamePlace, KnownFolders, lineage, realPlace } from "./identity.js";
export { nodeDisk } from "./node-disk.js";
export { removeTree, removeTreeDurably } from "./remove-tree.js";
