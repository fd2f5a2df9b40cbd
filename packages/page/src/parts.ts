/** What the page of a rig and the page of a fleet have in common, at the server. Not part of the published package. */
export { createAssetReader } from "./cli/read-asset.js";
export { tellHistory } from "./details/timeline.js";
export { nameWord } from "./feed/name-word.js";
export { bindServer, type BindAddress, type BoundServer } from "./server/bind-server.js";
export { isOwnHost } from "./server/own-host.js";
export { isOfThePage, pageHeaders, readJsonBody, sendAsset, sendJson, type Asset } from "./server/page-responses.js";
export { streamEvents, type ShownState, type StreamParts } from "./server/stream-events.js";
