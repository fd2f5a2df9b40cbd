export { bonsaiPlugin as default } from "./bonsai-plugin.js";
export { BonsaiOptionsSchema, type BonsaiOptions } from "./bonsai-options.js";
