/** How people are told, for whoever tells them of more than one rig. Not part of the published package. */
export { readSecret } from "./config/read-secret.js";
export { createChannels, type Channel } from "./notify/channel.js";
export { messageId } from "./notify/compose-message.js";
export type { Message } from "./notify/message.js";
