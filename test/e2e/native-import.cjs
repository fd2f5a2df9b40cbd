// An import that is Node's own, as in a program that is started: the built modules, each once, and plugins beside them.
"use strict";
module.exports = (url) => import(url);
