export { openEphysPlugin as default } from "./open-ephys-plugin.js";
export { OpenEphysOptionsSchema, type OpenEphysOptions } from "./open-ephys-options.js";
