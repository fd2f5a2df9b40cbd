export { pythonScriptPlugin as default } from "./python-script-plugin.js";
export { PythonScriptOptionsSchema, type PythonScriptOptions } from "./python-script-options.js";
